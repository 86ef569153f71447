package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.PowerCut;
import dev.tributary.testing.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cuts the power at every operation of the disk, one after the other, and looks at what is left. */
class LakeCrashTest {
    private static final int RECORDS = 16;
    private static final int BATCH = 6;
    private static final long DAY = 86_400_000L;
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));

    @TempDir
    Path folder;

    /** With lines that are written one by one as they come, and with lines that all wait for the commit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20})
    void aPowerCutAtAnyOperationLosesAndDoublesNothing(int writeBytes) throws IOException {
        long seed = Seed.get();
        Random random = new Random(seed);
        int cut = 0;
        boolean reachedEnd = false;
        while (!reachedEnd) {
            cut++;
            LakeLayout layout = new LakeLayout(folder.resolve("lake" + cut));
            ForgettingDisk disk = new ForgettingDisk();
            disk.cutPowerAt(cut);
            reachedEnd = fill(layout, writeBytes, disk);
            disk.loseUnforced(random);
            assertWhole(layout, "seed " + seed + " cut " + cut + ", after the cut");

            ForgettingDisk again = new ForgettingDisk();
            again.cutPowerAt(1 + random.nextInt(30));
            fill(layout, writeBytes, again);
            again.loseUnforced(random);
            assertWhole(layout, "seed " + seed + " cut " + cut + ", after a second cut");

            assertThat(fill(layout, writeBytes, new ForgettingDisk())).isTrue();
            assertWhole(layout, "seed " + seed + " cut " + cut + ", at the end");
            assertThat(LakeContents.of(layout).lines()).hasSize(RECORDS);
        }
        assertThat(cut).isGreaterThan(30);
    }

    /** Takes records where the ledger ends, in batches; false when the power was cut. */
    private static boolean fill(LakeLayout layout, int writeBytes, ForgettingDisk disk) {
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 2, writeBytes, disk, CrashPoint.Visitor.NONE)) {
            long next = writer.positions().stream()
                    .mapToLong(Position::nextOffset)
                    .max()
                    .orElse(0);
            while (next < RECORDS) {
                long end = Math.min(next + BATCH, RECORDS);
                for (long offset = next; offset < end; offset++) {
                    writer.take(record(offset));
                }
                writer.force().commit(List.of(new Position("T", 0, 0, "id", 0, end, OptionalInt.empty())));
                next = end;
            }
            return true;
        } catch (PowerCut e) {
            return false;
        }
    }

    private static void assertWhole(LakeLayout layout, String hint) {
        LakeContents contents = LakeContents.of(layout);
        long next = contents.positions().stream()
                .mapToLong(Position::nextOffset)
                .max()
                .orElse(0);
        assertThat(contents.offsets("T", 0, 0))
                .as(hint)
                .containsExactlyElementsOf(LongStream.range(0, next).boxed().toList());
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.foreignFiles())
                    .as(hint + ": nothing of ours looks foreign")
                    .isEmpty();
        }
    }

    /** Over three days, every fourth a dead letter. */
    private static Arrival record(long offset) {
        String value = offset % 4 == 3 ? "broken " + offset : "{\"n\":" + offset + "}";
        return new Arrival(
                "T",
                0,
                0,
                offset,
                offset % 3 * DAY,
                Optional.empty(),
                Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }
}
