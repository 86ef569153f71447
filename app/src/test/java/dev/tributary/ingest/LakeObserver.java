package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Gap;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.lake.Stamp;
import dev.tributary.testing.LakeContents;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A reader of the lake who looks at every moment, and knows what is in Kafka and was. It reads what is committed anew, once, and checks each
 * promise about it.
 */
final class LakeObserver implements AutoCloseable {
    /** Where a record is from. */
    record Coordinate(String topic, int epoch, int partition, long offset) {}

    private record Part(String topic, int epoch, int partition) {}

    private record PartOfFile(String path, int epoch, int partition) {}

    private final MemoryKafka kafka;
    private final LakeReader reader;
    private final Set<Coordinate> seen = new HashSet<>();
    private final Map<String, Long> readTo = new HashMap<>();
    private final Map<PartOfFile, Long> lastOffset = new HashMap<>();
    private final Map<Part, Long> checkedTo = new HashMap<>();
    private final Set<Gap> trueGaps = new HashSet<>();
    private long version = Long.MIN_VALUE;
    private long dataLines;

    LakeObserver(MemoryKafka kafka, LakeLayout layout) {
        this.kafka = kafka;
        this.reader = LakeReader.open(layout);
    }

    LakeReader reader() {
        return reader;
    }

    /** How many lines of data are committed. */
    long dataLines() {
        return dataLines;
    }

    boolean has(Coordinate record) {
        return seen.contains(record);
    }

    /** Reads what was committed since the last look. */
    void look() {
        long now = reader.version();
        if (now == version) {
            return;
        }
        version = now;
        Map<Part, Position> positions = new HashMap<>();
        for (Position position : reader.positions()) {
            positions.put(new Part(position.topic(), position.epoch(), position.partition()), position);
        }
        for (LakeFile file : reader.committedFiles()) {
            readNew(file, positions);
        }
        positions.forEach(this::requireCovered);
        reader.gaps().stream().filter(trueGaps::add).forEach(gap -> requireTrue(gap, positions));
        assertThat(positions.keySet()).as("positions that were there").containsAll(checkedTo.keySet());
    }

    private void readNew(LakeFile file, Map<Part, Position> positions) {
        long from = readTo.getOrDefault(file.path(), 0L);
        assertThat(file.length()).as("committed length of %s", file.path()).isGreaterThanOrEqualTo(from);
        if (file.length() > from) {
            List<LakeContents.Line> lines = LakeContents.lines(reader.layout().resolve(file.path()), file, from);
            lines.forEach(line -> take(line, positions));
            readTo.put(file.path(), file.length());
            dataLines += file.kind() == Kind.DATA ? lines.size() : 0;
        }
    }

    private void take(LakeContents.Line line, Map<Part, Position> positions) {
        Stamp stamp = line.stamp();
        Coordinate record = new Coordinate(line.file().topic(), stamp.epoch(), stamp.partition(), stamp.offset());
        assertThat(seen.add(record))
                .as("%s is there for the first time", record)
                .isTrue();
        Position position = positions.get(new Part(record.topic, record.epoch, record.partition));
        assertThat(position).as("position of %s", record).isNotNull();
        assertThat(record.offset).as("offset of %s", record).isLessThan(position.nextOffset());
        requireSame(record, line, entry(position, record.offset));
        Long before = lastOffset.put(new PartOfFile(line.file().path(), record.epoch, record.partition), record.offset);
        assertThat(before == null || before < record.offset)
                .as("%s follows %s", record, before)
                .isTrue();
    }

    private void requireSame(Coordinate record, LakeContents.Line line, MemoryKafka.Entry entry) {
        assertThat(entry.control()).as("%s was handed out", record).isFalse();
        assertThat(line.stamp().timestamp()).as("timestamp of %s", record).isEqualTo(entry.timestamp());
        assertThat(line.file().date()).as("day of %s", record).contains(LakeLayout.dateOf(entry.timestamp()));
        byte[] expected = entry.value().orElse(new byte[0]);
        if (!Arrays.equals(line.value(), expected)) { // asked first because it is quick
            assertThat(line.value()).as("value of %s", record).isEqualTo(expected);
        }
    }

    private MemoryKafka.Entry entry(Position position, long offset) {
        return kafka.logOf(position.topicId(), position.partition()).at(offset);
    }

    /** Every record from the first to the position is in the lake, was none to hand out, or is a gap on record. */
    private void requireCovered(Part part, Position position) {
        MemoryKafka.Log log = kafka.logOf(position.topicId(), position.partition());
        assertThat(position.startOffset()).as("first offset of %s", position).isLessThanOrEqualTo(log.start());
        long from = checkedTo.getOrDefault(part, position.startOffset());
        assertThat(position.nextOffset()).as("next offset of %s", position).isGreaterThanOrEqualTo(from);
        for (long offset = from; offset < position.nextOffset(); offset++) {
            boolean there = seen.contains(new Coordinate(part.topic, part.epoch, part.partition, offset));
            if (!there && !log.at(offset).control()) {
                requireGap(part, offset);
            }
        }
        checkedTo.put(part, position.nextOffset());
    }

    /** What the ledger calls gone is gone. */
    private void requireTrue(Gap gap, Map<Part, Position> positions) {
        Position position = positions.get(new Part(gap.topic(), gap.epoch(), gap.partition()));
        assertThat(position).as("position of %s", gap).isNotNull();
        assertThat(gap.to())
                .as("end of %s", gap)
                .isLessThanOrEqualTo(
                        kafka.logOf(position.topicId(), position.partition()).start());
        for (long offset = gap.from(); offset < gap.to(); offset++) {
            assertThat(seen).doesNotContain(new Coordinate(gap.topic(), gap.epoch(), gap.partition(), offset));
        }
    }

    private void requireGap(Part part, long offset) {
        for (Gap gap : reader.gaps()) {
            if (gap.topic().equals(part.topic)
                    && gap.epoch() == part.epoch
                    && gap.partition() == part.partition
                    && gap.from() <= offset
                    && offset < gap.to()) {
                return;
            }
        }
        throw new AssertionError(part + " lacks offset " + offset + ", and no gap explains it");
    }

    @Override
    public void close() {
        reader.close();
    }
}
