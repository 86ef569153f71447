package dev.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.lake.Position;
import dev.tributary.lake.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is committed in a lake, read as any reader would, with every promise about it checked on the way. */
public record LakeContents(List<Line> lines, List<Position> positions) {
    /** A committed line. */
    public record Line(LakeFile file, Stamp stamp, LakeLine line) {
        /** The record's value, whether it is data or a dead letter; empty array for a tombstone. */
        public byte[] value() {
            return file.kind() == Kind.DATA
                    ? line.original().orElse(new byte[0])
                    : dev.tributary.lake.DeadLetter.of(line).orElseThrow().raw();
        }
    }

    /** Reads a lake. Every committed line must be whole, ours and counted, and every checksum right. */
    public static LakeContents of(LakeLayout layout) {
        try (LakeReader reader = LakeReader.open(layout)) {
            List<Line> lines = new ArrayList<>();
            List<Position> positions = reader.positions();
            for (LakeFile file : reader.committedFiles()) {
                lines.addAll(read(layout.resolve(file.path()), file));
            }
            return new LakeContents(lines, positions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Line> read(Path path, LakeFile file) throws IOException {
        List<Line> lines = lines(path, file, 0);
        assertThat(lines).as("lines of %s", path).hasSize((int) file.records());
        assertThat(LakeLines.checksum(path, file.length()))
                .as("checksum of %s", path)
                .isEqualTo(file.checksum());
        return lines;
    }

    /** The lines of a file from a position to its committed end. Each must be whole and ours. */
    public static List<Line> lines(Path path, LakeFile file, long from) {
        List<Line> lines = new ArrayList<>();
        try {
            LakeLines.read(path, from, file.length(), (position, buffer, offset, length, terminated) -> {
                assertThat(terminated)
                        .as("%s at %d is a whole line", path, position)
                        .isTrue();
                byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
                try {
                    LakeLine line = LakeLine.parse(copy, 0, copy.length);
                    lines.add(new Line(file, line.stamp().orElseThrow(), line));
                } catch (NotAnObjectException e) {
                    throw new AssertionError(path + " at " + position + ": " + e.reason(), e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** The offsets of a partition that are in the lake, sorted, those in it twice twice. */
    public List<Long> offsets(String topic, int epoch, int partition) {
        return lines.stream()
                .filter(line -> line.file.topic().equals(topic)
                        && line.stamp.epoch() == epoch
                        && line.stamp.partition() == partition)
                .map(line -> line.stamp.offset())
                .sorted()
                .toList();
    }

    /** The line of a record. */
    public Line line(String topic, int partition, long offset) {
        return lines.stream()
                .filter(line -> line.file.topic().equals(topic)
                        && line.stamp.partition() == partition
                        && line.stamp.offset() == offset)
                .findFirst()
                .orElseThrow(() -> new AssertionError(topic + "-" + partition + "@" + offset + " is not in the lake"));
    }
}
