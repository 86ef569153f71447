package dev.tributary.pipeline;

import dev.tributary.ingest.IngestProgress;
import dev.tributary.ingest.PartitionProgress;
import dev.tributary.ingest.QuarantineLimit;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.quarantine.Catalogue;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Says, once for each day, that the topology rejects too many transactions. Looks at the ledger when it has new rows of TRANSACTIONS_QUARANTINE. Rows of
 * TRANSACTIONS_SECURE that are still on their way count as if they were there: of a backlog the rejected ones may come first.
 */
final class RejectedAlarm {
    private final LakeLayout layout;
    private final QuarantineLimit limit;
    private final Notices notices;
    private long judgedTo;
    private Optional<LocalDate> alarmed = Optional.empty();

    RejectedAlarm(LakeLayout layout, QuarantineLimit limit, Notices notices) {
        this.layout = layout;
        this.limit = limit;
        this.notices = notices;
    }

    void committed(IngestProgress progress) {
        long rejected = progress.partitions().stream()
                .filter(partition -> Catalogue.isQuarantine(partition.topic()))
                .mapToLong(PartitionProgress::nextOffset)
                .sum();
        List<PartitionProgress> derived = progress.partitions().stream()
                .filter(partition -> RejectedShare.isDerived(partition.topic()))
                .toList();
        boolean lagKnown = !derived.isEmpty()
                && derived.stream().allMatch(partition -> partition.lag().isPresent());
        if (rejected != judgedTo && lagKnown) {
            long onTheWay = derived.stream()
                    .mapToLong(partition -> partition.lag().orElse(0))
                    .sum();
            judge(onTheWay);
            judgedTo = onTheWay == 0 ? rejected : judgedTo;
        }
    }

    private void judge(long onTheWay) {
        try (LakeReader lake = LakeReader.open(layout)) {
            RejectedShare.newestDay(lake.committedFiles())
                    .filter(share -> share.withDerived(onTheWay).above(limit))
                    .filter(share -> !alarmed.equals(Optional.of(share.day())))
                    .ifPresent(share -> {
                        alarmed = Optional.of(share.day());
                        notices.say(share.text() + ": tributary quarantine list");
                    });
        }
    }
}
