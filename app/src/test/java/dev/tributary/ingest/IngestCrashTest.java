package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.Position;
import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.PowerCut;
import dev.tributary.testing.Seed;
import dev.tributary.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends the whole of ingestion at every named place and at every operation of the disk, and starts it again. */
class IngestCrashTest {
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));
    private static final IngestConfig CONFIG = new IngestConfig(
            FEEDS, "g", java.time.Duration.ofMillis(250), 400, 1 << 20, java.time.Duration.ofSeconds(5), 2, false);

    @TempDir
    Path folder;

    private final MemoryKafka kafka = new MemoryKafka();

    @Test
    void aCrashAtAnyNamedPlaceLosesAndDoublesNothing() throws IOException {
        Random random = seeded();
        produce(random);
        for (CrashPoint place : CrashPoint.values()) {
            for (int visit = 1; visit <= 3; visit++) {
                if (place != CrashPoint.MID_LINE) { // The disk does that one, at every write.
                    crashAndRecover(place + "-" + visit, 100, new ForgettingDisk(), cutAt(place, visit), random);
                }
            }
        }
    }

    /** With lines that are written one by one as they come, and with lines that all wait for the commit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20})
    void aPowerCutAtAnyOperationOfTheDiskLosesAndDoublesNothing(int writeBytes) throws IOException {
        Random random = seeded();
        produce(random);
        boolean finished = false;
        for (int operation = 1; !finished; operation++) {
            ForgettingDisk disk = new ForgettingDisk();
            disk.cutPowerAt(operation);
            finished = crashAndRecover("operation-" + operation, writeBytes, disk, CrashPoint.Visitor.NONE, random);
        }
    }

    /** Runs until the cut, checks, runs to the end, checks; true when there was no cut. */
    private boolean crashAndRecover(
            String name, int writeBytes, ForgettingDisk disk, CrashPoint.Visitor crash, Random random)
            throws IOException {
        LakeLayout layout = new LakeLayout(folder.resolve(name));
        boolean finished = ingest(layout, writeBytes, disk, crash);
        disk.loseUnforced(random);
        assertWhole(layout, name + ", after the cut");
        assertThat(ingest(layout, writeBytes, new ForgettingDisk(), CrashPoint.Visitor.NONE))
                .isTrue();
        assertWhole(layout, name + ", after the recovery");
        for (Position position : LakeContents.of(layout).positions()) {
            assertThat(position.nextOffset())
                    .as("%s %s", name, position)
                    .isEqualTo(log(position).end());
        }
        return finished;
    }

    private boolean ingest(LakeLayout layout, int writeBytes, ForgettingDisk disk, CrashPoint.Visitor crash) {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 2, writeBytes, disk, crash)) {
            ScriptedSource source = new ScriptedSource(kafka, clock, 7);
            new IngestLoop(CONFIG, source, writer, clock, new IngestListener() {}, crash).runUntilCaughtUp();
            return true;
        } catch (PowerCut e) {
            return false;
        }
    }

    /** What is in the lake is exactly what the ledger says was taken: nothing missing, nothing twice. */
    private void assertWhole(LakeLayout layout, String hint) {
        LakeContents contents = LakeContents.of(layout);
        long lines = 0;
        for (Position position : contents.positions()) {
            List<Long> expected = LongStream.range(position.startOffset(), position.nextOffset())
                    .filter(offset -> !log(position).at(offset).control())
                    .boxed()
                    .toList();
            assertThat(contents.offsets(position.topic(), 0, position.partition()))
                    .as("%s: %s", hint, position)
                    .containsExactlyElementsOf(expected);
            lines += expected.size();
        }
        assertThat(contents.lines()).as(hint).hasSize((int) lines);
    }

    private MemoryKafka.Log log(Position position) {
        return kafka.log(new TopicPartition(position.topic(), position.partition()));
    }

    private void produce(Random random) {
        kafka.create("A", 2);
        kafka.create("B", 1);
        for (int n = 0; n < 30; n++) {
            String topic = random.nextBoolean() ? "A" : "B";
            int partition = topic.equals("A") ? random.nextInt(2) : 0;
            if (random.nextInt(6) == 0) {
                kafka.appendControl(topic, partition);
            } else {
                kafka.append(topic, partition, random.nextInt(5) == 0 ? "broken " + n : "{\"n\":" + n + "}");
            }
        }
    }

    private static CrashPoint.Visitor cutAt(CrashPoint place, int visit) {
        int[] visits = {0};
        return point -> {
            if (point == place && ++visits[0] == visit) {
                throw new PowerCut(place.name());
            }
        };
    }

    private static Random seeded() {
        long seed = Seed.get();
        System.out.println("IngestCrashTest seed " + seed);
        return new Random(seed);
    }
}
