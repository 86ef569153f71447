package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk stops nothing for good: what was not committed is read again when there is room. */
class FullDiskTest {
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("orders")));
    private static final IngestConfig CONFIG =
            new IngestConfig(FEEDS, "g", Duration.ofMillis(250), 500, 1 << 20, Duration.ofSeconds(5), 8, false);

    @TempDir
    Path folder;

    private final MemoryKafka kafka = new MemoryKafka();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final ForgettingDisk disk = new ForgettingDisk();
    private final Told told = new Told();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 99, 100, 101, 500, 777, 1_500, 2_222})
    void ingestionWaitsForRoomAndThenGoesOnUnaided(long room) {
        fillKafka();
        try (LakeWriter writer = open()) {
            ScriptedSource source = new ScriptedSource(kafka, clock, 10);
            IngestLoop loop = loop(source, writer);
            disk.fillUpAfter(room);
            told.whenFull = () -> freeAfter(source, 4);
            told.whenCaughtUp = loop::stop;

            loop.runUntilStopped();
        }

        LakeContents contents = LakeContents.of(layout());
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(60));
        assertThat(contents.offsets("orders", 0, 1)).containsExactlyElementsOf(range(60));
        assertThat(told.full).as("times it was said that the disk is full").isEqualTo(1);
        assertThat(told.freed).isEqualTo(1);
    }

    /** Until then the disk is as full as it was. */
    private void freeAfter(ScriptedSource source, int polls) {
        for (int poll = 0; poll < polls; poll++) {
            source.then(() -> disk.fillUpAfter(0));
        }
        source.then(() -> disk.fillUpAfter(Long.MAX_VALUE));
    }

    @Test
    void eachWaitIsLongerThanTheOneBeforeUntilSomethingIsCommitted() {
        RoomRetries retries = new RoomRetries();

        assertThat(retries.begin()).isTrue();
        assertThat(List.of(retries.nextPause(), retries.nextPause(), retries.nextPause()))
                .containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(retries.begin()).isFalse();
        for (int retry = 0; retry < 10; retry++) {
            retries.nextPause();
        }
        assertThat(retries.nextPause()).isEqualTo(Duration.ofSeconds(10));

        assertThat(retries.end()).isTrue();
        assertThat(retries.end()).isFalse();
        assertThat(retries.nextPause()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aRunThatIsToEndWhenCaughtUpFailsAtOnce() {
        fillKafka();
        disk.fillUpAfter(700);
        try (LakeWriter writer = open()) {
            IngestLoop loop = loop(new ScriptedSource(kafka, clock, 10), writer);

            assertThatThrownBy(loop::runUntilCaughtUp)
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining("No space left on device");
        }
        assertThat(told.full).isZero();
        disk.fillUpAfter(Long.MAX_VALUE);
        try (LakeWriter writer = open()) {
            loop(new ScriptedSource(kafka, clock, 10), writer).runUntilCaughtUp();
        }
        assertThat(LakeContents.of(layout()).offsets("orders", 0, 0)).containsExactlyElementsOf(range(60));
    }

    @Test
    void whoEndsARunThatWaitsIsToldWhyNotAllIsThere() {
        fillKafka();
        try (LakeWriter writer = open()) {
            IngestLoop loop = loop(new ScriptedSource(kafka, clock, 10), writer);
            disk.fillUpAfter(0);
            told.whenFull = loop::stop;

            assertThatThrownBy(loop::runUntilStopped).isInstanceOf(DiskFullException.class);
        }
    }

    private void fillKafka() {
        kafka.create("orders", 2);
        for (int partition = 0; partition < 2; partition++) {
            for (int n = 0; n < 60; n++) {
                kafka.append("orders", partition, "{\"n\":" + n + "}");
            }
        }
    }

    private LakeLayout layout() {
        return new LakeLayout(folder.resolve("pipeline"));
    }

    private LakeWriter open() {
        return LakeWriter.open(layout(), FEEDS, 8, disk, CrashPoint.Visitor.NONE);
    }

    private IngestLoop loop(ScriptedSource source, LakeWriter writer) {
        return new IngestLoop(CONFIG, source, writer, clock, told, CrashPoint.Visitor.NONE);
    }

    private static List<Long> range(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private static final class Told implements IngestListener {
        private Runnable whenFull = () -> {};
        private Runnable whenCaughtUp = () -> {};
        private int full;
        private int freed;

        @Override
        public void diskFull(DiskFullException reason) {
            full++;
            whenFull.run();
        }

        @Override
        public void diskHasRoom() {
            freed++;
        }

        @Override
        public void committed(IngestProgress progress) {
            if (progress.partitions().stream().allMatch(partition -> partition.nextOffset() == 60)) {
                whenCaughtUp.run();
            }
        }
    }
}
