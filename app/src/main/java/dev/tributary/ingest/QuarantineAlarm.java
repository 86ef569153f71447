package dev.tributary.ingest;

/**
 * Too many records of a partition are bad.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param bad how many of its last offsets hold dead letters
 * @param limit what was exceeded
 */
public record QuarantineAlarm(String topic, int partition, long bad, QuarantineLimit limit) {
    /** What happened, for an operator. */
    public String text() {
        return "topic " + topic + " partition " + partition + ": " + bad + " of the last " + limit.window()
                + " offsets hold dead letters, more than the share of " + limit.threshold()
                + " that ingest.quarantine-threshold allows";
    }

    /** What to do about it. */
    public String fix() {
        return "tributary quarantine list --topic " + topic + "; what is mended then goes back with"
                + " tributary quarantine resubmit";
    }
}
