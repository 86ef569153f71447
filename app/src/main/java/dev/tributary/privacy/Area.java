package dev.tributary.privacy;

/** The parts of a project that are searched one by one. */
enum Area {
    LAKE("lake"),
    TABLES("warehouse, by table"),
    DATABASE("warehouse, bytes of its files"),
    ARCHIVES("archives"),
    LEDGER("ledger"),
    AUDIT("audit trail"),
    REPORTS("reports"),
    STREAMS("state of the streams"),
    LOGS("logs"),
    STATE("other state"),
    BACKUPS("backups"),
    OTHER("other files"),
    /** Holds clear values by its nature: they are counted, and no finding. */
    CONFIDENTIAL("quarantine and dead letters");

    private final String text;

    Area(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Whether the names of this program's own users stand here, who are not the persons that are looked for. */
    boolean namesOperators() {
        return this == AUDIT;
    }

    /** Whether addresses of Kafka and of clients stand here, which are followed by a port. */
    boolean namesEndpoints() {
        return this == LOGS || this == STATE || this == STREAMS;
    }
}
