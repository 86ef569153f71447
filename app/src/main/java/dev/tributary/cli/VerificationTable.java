package dev.tributary.cli;

import dev.tributary.pipeline.TopicVerification;
import dev.tributary.pipeline.Verification;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Prints what verification found: the figures as data, the differences and the verdict for people. */
final class VerificationTable {
    private static final Column PRUNED = Column.count("pruned");
    private static final Column ERASED = Column.count("erased");
    private static final List<Column> COLUMNS = List.of(
            Column.text("topic").titled(""),
            Column.count("kafka").titled("Kafka"),
            Column.count("lake"),
            Column.count("quarantined"),
            PRUNED,
            ERASED,
            Column.count("warehouse"),
            Column.count("waiting"),
            Column.count("missing"),
            Column.count("duplicate"),
            Column.count("unexpected"));

    private VerificationTable() {}

    /** Prints it; the exit code that it stands for. */
    static int print(Session session, Verification verification) {
        boolean people = session.options().format() == Format.TABLE;
        boolean withPruned = !people || verification.pruned() > 0;
        boolean withErased = !people || verification.erased() > 0;
        List<Column> columns = COLUMNS.stream()
                .filter(column -> withPruned || !column.equals(PRUNED))
                .filter(column -> withErased || !column.equals(ERASED))
                .toList();
        try (Rows rows = session.rows(columns)) {
            verification.topics().forEach(topic -> rows.row(cells(session, topic, withPruned, withErased)));
        }
        verification.topics().forEach(topic -> findings(session, topic));
        session.say(verdict(session, verification));
        return verification.clean() ? Exit.DONE : Exit.CHECK_FAILED;
    }

    private static Object[] cells(Session session, TopicVerification topic, boolean withPruned, boolean withErased) {
        List<Object> cells = new ArrayList<>(List.of(topic.topic(), topic.kafka(), topic.lake(), topic.quarantined()));
        if (withPruned) {
            cells.add(topic.pruned());
        }
        if (withErased) {
            cells.add(topic.erased());
        }
        cells.add(topic.warehouse().isPresent() ? (Object) topic.warehouse().getAsLong() : dash(session));
        cells.addAll(List.of(topic.waiting(), topic.missing(), topic.duplicate(), topic.unexpected()));
        return cells.toArray();
    }

    /** A feed that is not loaded has no rows to count. */
    private static Object dash(Session session) {
        return session.options().format() == Format.TABLE ? "-" : "";
    }

    private static void findings(Session session, TopicVerification topic) {
        topic.findings().forEach(finding -> session.say("  " + Cells.harmless(finding)));
        long shown = topic.findings().size();
        long all = topic.missing() + topic.duplicate() + topic.unexpected();
        if (all > shown) {
            session.say("  ... and " + (all - shown) + " more in " + topic.topic());
        }
    }

    static String verdict(Session session, Verification verification) {
        String counts = String.format(
                        java.util.Locale.ROOT,
                        "%d topics, %,d records",
                        verification.topics().size(),
                        verification.records())
                + (verification.pruned() == 0
                        ? ""
                        : String.format(java.util.Locale.ROOT, " and %,d pruned", verification.pruned()))
                + (verification.erased() == 0
                        ? ""
                        : String.format(java.util.Locale.ROOT, " and %,d erased", verification.erased()));
        String upTo = "(complete up to " + verification.completeUpTo().truncatedTo(ChronoUnit.SECONDS) + ")";
        String waiting = verification.waiting() == 0
                ? ""
                : String.format(java.util.Locale.ROOT, "; %,d wait for ingest or load", verification.waiting());
        if (verification.clean()) {
            return session.colours().good("reconciled:") + " " + counts + ", nothing missing, nothing twice" + waiting
                    + "   " + upTo;
        }
        return session.colours().bad("NOT reconciled:") + " " + counts + "; see the differences above" + waiting + "   "
                + upTo;
    }
}
