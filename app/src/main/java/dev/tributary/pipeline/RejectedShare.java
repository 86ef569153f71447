package dev.tributary.pipeline;

import dev.tributary.ingest.QuarantineLimit;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.quarantine.Catalogue;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many of the transactions of a day the topology could not understand: what the alarm of the ingest is for dead letters. By the
 * ledger alone.
 *
 * @param day the day, by the records' time in UTC
 * @param rejected rows of TRANSACTIONS_QUARANTINE
 * @param derived rows of TRANSACTIONS_SECURE
 */
record RejectedShare(LocalDate day, long rejected, long derived) {
    private static final String DERIVED = "TRANSACTIONS_SECURE";

    /** Of the newest day that has a rejected transaction or a derived one; empty when none has. */
    static Optional<RejectedShare> newestDay(List<LakeFile> files) {
        List<LakeFile> counted = files.stream()
                .filter(file -> file.kind() == Kind.DATA && !file.foreign() && file.records() > 0)
                .filter(file -> rejects(file) || isDerived(file.topic()))
                .toList();
        return counted.stream()
                .flatMap(file -> file.date().stream())
                .max(LocalDate::compareTo)
                .map(day -> new RejectedShare(day, records(counted, day, true), records(counted, day, false)));
    }

    /** Whether records of the topic are what was not rejected. */
    static boolean isDerived(String topic) {
        return topic.equalsIgnoreCase(DERIVED);
    }

    /** The same with so many more rows derived. */
    RejectedShare withDerived(long more) {
        return new RejectedShare(day, rejected, derived + more);
    }

    private static boolean rejects(LakeFile file) {
        return Catalogue.isQuarantine(file.topic());
    }

    private static long records(List<LakeFile> files, LocalDate day, boolean rejected) {
        return files.stream()
                .filter(file -> file.date().equals(Optional.of(day)) && rejects(file) == rejected)
                .mapToLong(LakeFile::records)
                .sum();
    }

    /** Whether that is too many: more than the limit allows of one of its windows, and of the day. */
    boolean above(QuarantineLimit limit) {
        return limit.isExceededBy(rejected) && rejected > limit.threshold() * (rejected + derived);
    }

    /** For an operator. */
    String text() {
        return String.format(
                Locale.ROOT,
                "%,d of the %,d transactions of %s were rejected, more than the share that ingest.quarantine-threshold allows",
                rejected,
                rejected + derived,
                day);
    }
}
