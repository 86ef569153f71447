package dev.tributary.bench;

import dev.tributary.lake.Arrival;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.Position;
import dev.tributary.lake.ValueCheck;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A lake of rows of TRANSACTIONS_USD, written as ingestion writes it, to which more can be added. */
final class UsdLake {
    private static final int OTHERS_TAKE = 5;
    private static final long COMMIT_BYTES = 8 << 20;

    private final LakeLayout layout;
    private final List<String> topics;
    private final UsdRows rows = new UsdRows(1);
    private final Map<String, Long> next = new HashMap<>();
    private final ValueCheck check = new ValueCheck();
    private long size;

    /** A lake without rows yet, in a new folder. All rows go to the first of its topics, every fifth to the others too. */
    UsdLake(Path folder, List<String> topics) {
        this.layout = new LakeLayout(folder);
        this.topics = List.copyOf(topics);
    }

    LakeLayout layout() {
        return layout;
    }

    List<String> topics() {
        return topics;
    }

    /** How many rows are in it, of all topics together. */
    long size() {
        return size;
    }

    Feeds feeds() {
        return new Feeds(topics.stream().map(Feed::append).toList());
    }

    /** Puts so many rows of the first topic into the lake, as ingestion does. */
    void add(int count) {
        try (LakeWriter writer =
                LakeWriter.open(layout, feeds(), topics.size(), new LocalDisk(), CrashPoint.Visitor.NONE)) {
            for (int row = 0; row < count; row++) {
                long timestamp = rows.timestamp();
                byte[] value = rows.next();
                for (String topic : row % OTHERS_TAKE == 0 ? topics : topics.subList(0, 1)) {
                    long offset = next.merge(topic, 1L, Long::sum) - 1;
                    writer.take(new Arrival(
                            topic,
                            0,
                            0,
                            offset,
                            timestamp,
                            Optional.empty(),
                            Optional.of(check.check(topic, value)),
                            List.of()));
                    size++;
                }
                if (writer.uncommittedBytes() > COMMIT_BYTES) {
                    commit(writer);
                }
            }
            commit(writer);
        }
    }

    private void commit(LakeWriter writer) {
        List<Position> positions = next.entrySet().stream()
                .map(entry -> new Position(entry.getKey(), 0, 0, "", 0, entry.getValue(), OptionalInt.empty()))
                .toList();
        writer.force().commit(positions);
    }
}
