package dev.tributary.ingest;

import dev.tributary.lake.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Which of the last offsets of each partition hold bad records. What was known before a restart is not remembered. Offsets that
 * are read again, because they were given up or the topic was made anew, count once.
 */
final class BadRecords {
    private final QuarantineLimit limit;
    private final Map<TopicPartition, Recent> partitions = new HashMap<>();

    BadRecords(QuarantineLimit limit) {
        this.limit = limit;
    }

    Recent of(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, Recent::new);
    }

    /** The topics that have too many now. */
    List<String> alarmedTopics() {
        return partitions.values().stream()
                .filter(recent -> recent.alarmed)
                .map(recent -> recent.partition.topic())
                .distinct()
                .sorted()
                .toList();
    }

    /** The last offsets of one partition. */
    final class Recent {
        private final TopicPartition partition;
        private final Deque<Long> bad = new ArrayDeque<>();
        private boolean alarmed;

        private Recent(TopicPartition partition) {
            this.partition = partition;
        }

        /** Notes a record. The alarm is raised once, and again only after the share had fallen to half of the threshold. */
        Optional<QuarantineAlarm> take(long offset, Kind kind) {
            if (bad.isEmpty() && !alarmed && kind == Kind.DATA) {
                return Optional.empty();
            }
            forget(offset);
            if (kind == Kind.DEAD_LETTER) {
                bad.addLast(offset);
            }
            return judge();
        }

        /** Lets the alarm be raised again: what raised it was given up and is read again. */
        void rearm() {
            alarmed = false;
        }

        private void forget(long offset) {
            while (!bad.isEmpty() && bad.getLast() >= offset) {
                bad.removeLast();
            }
            while (!bad.isEmpty() && bad.getFirst() <= offset - limit.window()) {
                bad.removeFirst();
            }
        }

        private Optional<QuarantineAlarm> judge() {
            if (!alarmed && limit.isExceededBy(bad.size())) {
                alarmed = true;
                return Optional.of(new QuarantineAlarm(partition.topic(), partition.partition(), bad.size(), limit));
            }
            alarmed = alarmed && !limit.isOverAt(bad.size());
            return Optional.empty();
        }
    }
}
