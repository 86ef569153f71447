package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.Position;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when too many records of a partition are bad. */
class QuarantineLimitTest {
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));

    @TempDir
    Path folder;

    private final MemoryKafka kafka = new MemoryKafka();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final List<QuarantineAlarm> alarms = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();
    private final IngestListener listener = new IngestListener() {
        @Override
        public void quarantineAlarm(QuarantineAlarm alarm) {
            alarms.add(alarm);
        }

        @Override
        public void topicStopped(String topic, IngestException reason) {
            stopped.add(topic);
        }
    };
    private LakeLayout layout;
    private LakeWriter writer;
    private ScriptedSource source;

    @BeforeEach
    void start() {
        layout = new LakeLayout(folder);
        kafka.create("orders", 1);
        kafka.create("other", 1);
        restart();
    }

    @AfterEach
    void stop() {
        writer.close();
    }

    private void restart() {
        if (writer != null) {
            writer.close();
        }
        writer = LakeWriter.open(layout, FEEDS, 8, new LocalDisk(), CrashPoint.Visitor.NONE);
        source = new ScriptedSource(kafka, clock, 50);
    }

    /** More than two of ten. */
    private IngestLoop loop(boolean stop) {
        IngestConfig config = new IngestConfig(
                FEEDS,
                "g",
                Duration.ofMillis(250),
                8 << 20,
                64 << 20,
                Duration.ofSeconds(5),
                8,
                false,
                new QuarantineLimit(0.2, 10, stop));
        return new IngestLoop(config, source, writer, clock, listener, CrashPoint.Visitor.NONE);
    }

    @Test
    void tooManyBadRecordsRaiseOneAlarmAndTheFeedGoesOn() {
        good(5);
        bad(6);
        good(3);

        IngestLoop loop = loop(false);
        loop.runUntilCaughtUp();

        assertThat(alarms).extracting(QuarantineAlarm::text).singleElement().isEqualTo("""
                topic orders partition 0: 3 of the last 10 offsets hold dead letters, more than the share of 0.2 that \
                ingest.quarantine-threshold allows""");
        assertThat(loop.progress().deadLetters()).isEqualTo(6);
        assertThat(loop.progress().alarmedTopics()).containsExactly("orders");
        assertThat(loop.progress().stoppedTopics()).isEmpty();
    }

    @Test
    void theAlarmIsOverWhenGoodRecordsFollowAndRaisedAnewAfterwards() {
        bad(3);
        good(12);
        IngestLoop first = loop(false);
        first.runUntilCaughtUp();
        assertThat(first.progress().alarmedTopics()).isEmpty();
        restart();
        kafka.create("orders", 1);
        bad(3);
        good(10);
        bad(3);

        loop(false).runUntilCaughtUp();

        assertThat(alarms).hasSize(3);
    }

    @Test
    void badRecordsThatAreFarApartRaiseNone() {
        for (int n = 0; n < 20; n++) {
            bad(1);
            good(4);
        }

        loop(false).runUntilCaughtUp();

        assertThat(alarms).isEmpty();
    }

    @Test
    void aFeedThatMayStopDoesSoBehindTheRecordThatWasOneTooManyAndTheOthersGoOn() {
        good(5);
        bad(6);
        good(3);
        kafka.append("other", 0, "{}", "{}");

        assertThatThrownBy(() -> loop(true).runUntilCaughtUp()).isInstanceOfSatisfying(IngestException.class, e -> {
            assertThat(e).hasMessageContaining("topic orders partition 0: 3 of the last 10");
            assertThat(e.fix().orElseThrow()).contains("tributary quarantine list --topic orders");
        });

        assertThat(stopped).containsExactly("orders");
        assertLakeHas(8);
        assertThat(LakeContents.of(layout).offsets("other", 0, 0)).containsExactly(0L, 1L);
    }

    @Test
    void aStoppedFeedGoesOnWhereItStoppedAtTheNextStart() {
        good(5);
        bad(5);
        good(20);
        assertThatThrownBy(() -> loop(true).runUntilCaughtUp()).isInstanceOf(IngestException.class);
        restart();

        loop(true).runUntilCaughtUp();

        assertLakeHas(30);
    }

    @Test
    void aCommitThatWasGivenUpBeforeTheStopIsRepeatedAndStopsOnce() {
        good(5);
        bad(6);
        source.afterNextPoll(() -> source.failNextQuestions(1));

        assertThatThrownBy(() -> loop(true).runUntilCaughtUp()).isInstanceOf(IngestException.class);

        assertThat(stopped).containsExactly("orders");
        assertLakeHas(8);
    }

    @Test
    void aTopicMadeAnewAfterItStoppedIsReadAgain() {
        bad(4);
        IngestLoop loop = loop(true);
        source.then(() -> {})
                .then(() -> {
                    kafka.create("orders", 1);
                    good(2);
                    clock.advance(Duration.ofSeconds(6));
                })
                .then(() -> {})
                .then(() -> clock.advance(Duration.ofSeconds(1)))
                .then(loop::stop);

        loop.runUntilStopped();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactly(0L, 1L, 2L);
        assertThat(LakeContents.of(layout).offsets("orders", 1, 0)).containsExactly(0L, 1L);
        assertThat(loop.progress().alarmedTopics()).isEmpty();
    }

    @Test
    void aLimitThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new QuarantineLimit(1.5, 10, false))
                .hasMessage("ingest.quarantine-threshold must be a share from 0 to 1, not 1.5");
        assertThatThrownBy(() -> new QuarantineLimit(0.5, 0, false))
                .hasMessage("ingest.quarantine-window must be at least 1, not 0");
        assertThat(new QuarantineLimit(1, 10, false).isExceededBy(10)).isFalse();
        assertThat(new QuarantineLimit(0, 10, false).isExceededBy(1)).isTrue();
    }

    private void assertLakeHas(long offsets) {
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0))
                .containsExactlyElementsOf(LongStream.range(0, offsets).boxed().toList());
        assertThat(writer.positions())
                .filteredOn(position -> position.topic().equals("orders"))
                .extracting(Position::nextOffset)
                .containsExactly(offsets);
    }

    private void good(int count) {
        for (int n = 0; n < count; n++) {
            kafka.append("orders", 0, "{\"n\":" + n + "}");
        }
    }

    private void bad(int count) {
        for (int n = 0; n < count; n++) {
            kafka.append("orders", 0, "bad " + n);
        }
    }
}
