package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Gap;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestLoopTest {
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("orders*"), Feed.append("nul.*")));

    @TempDir
    Path folder;

    private final MemoryKafka kafka = new MemoryKafka();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Told told = new Told();
    private LakeLayout layout;
    private LakeWriter writer;
    private ScriptedSource source;

    @BeforeEach
    void start() {
        layout = new LakeLayout(folder.resolve("pipeline"));
        kafka.create("orders", 2);
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
        source = new ScriptedSource(kafka, clock, 10);
    }

    private IngestLoop loop(IngestConfig config) {
        return new IngestLoop(config, source, writer, clock, told, CrashPoint.Visitor.NONE);
    }

    private IngestLoop loop() {
        return loop(IngestConfig.of(FEEDS));
    }

    @Test
    void itEndsWhenEverythingThatWasThereIsCommitted() {
        append("orders", 0, 0, 25);
        append("orders", 1, 0, 3);
        kafka.appendControl("orders", 1);

        loop().runUntilCaughtUp();

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 25));
        assertThat(contents.offsets("orders", 0, 1)).containsExactly(0L, 1L, 2L);
        assertThat(contents.positions()).extracting(Position::nextOffset).containsExactly(25L, 4L);
        assertThat(contents.positions()).extracting(Position::topicId).containsOnly("id-1");
    }

    @Test
    void itGoesOnWhereTheLedgerEnds() {
        append("orders", 0, 0, 5);
        loop().runUntilCaughtUp();
        append("orders", 0, 5, 9);
        restart();
        loop().runUntilCaughtUp();
        restart();
        IngestLoop third = loop();
        third.runUntilCaughtUp();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 9));
        assertThat(third.progress().commits()).isZero();
    }

    @Test
    void anIdleTopicIsCommittedWhenTheIntervalIsOver() {
        IngestLoop loop = loop();
        append("orders", 0, 0, 1);
        List<Instant> commits = new ArrayList<>();
        told.onCommit = () -> {
            commits.add(clock.instant());
            loop.stop();
        };
        Instant begin = clock.instant();

        loop.runUntilStopped();

        assertThat(Duration.between(begin, commits.get(0))).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void bytesBringTheCommitForward() {
        append("orders", 0, 0, 100);
        IngestConfig small =
                new IngestConfig(FEEDS, "g", Duration.ofHours(1), 500, 1 << 20, Duration.ofHours(1), 8, false);

        IngestLoop loop = loop(small);
        loop.runUntilCaughtUp();

        assertThat(loop.progress().commits()).isGreaterThan(10);
        assertThat(loop.progress().records()).isEqualTo(100);
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 100));
    }

    @Test
    void newTopicsAndPartitionsAreReadFromTheirStart() {
        IngestLoop loop = loop();
        source.then(() -> {}).then(() -> {
            kafka.create("orders_new", 1);
            append("orders_new", 0, 0, 3);
            kafka.grow("orders", 3);
            append("orders", 2, 0, 2);
            kafka.create("unrelated", 1);
            kafka.create("nul.x", 1);
        });
        told.onCommit = () -> {
            if (loop.progress().records() == 5) {
                loop.stop();
            }
        };

        loop.runUntilStopped();

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets("orders_new", 0, 0)).containsExactly(0L, 1L, 2L);
        assertThat(contents.offsets("orders", 0, 2)).containsExactly(0L, 1L);
        assertThat(contents.positions()).extracting(Position::topic).containsOnly("orders", "orders_new");
        assertThat(told.notes)
                .contains("found orders_new 1", "found orders 3")
                .anyMatch(note -> note.startsWith("refused nul.x"));
    }

    @Test
    void aTopicMadeAgainStartsAnEpochAndKeepsTheOld() {
        append("orders", 0, 0, 4);
        loop().runUntilCaughtUp();
        kafka.create("orders", 1);
        append("orders", 0, 100, 110);
        restart();

        loop().runUntilCaughtUp();

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 4));
        assertThat(contents.offsets("orders", 1, 0)).containsExactlyElementsOf(range(0, 10));
        assertThat(told.notes).contains("recreated orders id-1 id-2 1");
        restart();
        loop().runUntilCaughtUp();
        assertThat(LakeContents.of(layout).lines()).hasSize(14);
    }

    @Test
    void aTopicMadeAgainWithFewerRecordsIsNoticedByItsOffsets() {
        append("orders", 0, 0, 8);
        IngestLoop loop = loop();
        told.onCommit = () -> {
            if (loop.progress().records() == 8) {
                kafka.create("orders", 2);
                append("orders", 0, 0, 3);
            } else if (loop.progress().records() == 11) {
                loop.stop();
            }
        };

        loop.runUntilStopped();

        assertThat(LakeContents.of(layout).offsets("orders", 1, 0)).containsExactly(0L, 1L, 2L);
        assertThat(told.notes).contains("recreated orders id-1 id-2 1");
    }

    @Test
    void recordsOfATopicMadeAgainBetweenPollAndCommitAreNotTakenForTheOldOnes() {
        append("orders", 0, 0, 4);
        loop().runUntilCaughtUp();
        restart();
        IngestLoop loop = loop();
        source.then(() -> {
            kafka.create("orders", 2);
            append("orders", 0, 0, 9);
        });
        told.onCommit = () -> {
            if (loop.progress().records() == 9) {
                loop.stop();
            }
        };

        loop.runUntilStopped();

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 4));
        assertThat(contents.offsets("orders", 1, 0)).containsExactlyElementsOf(range(0, 9));
    }

    @Test
    void aTopicThatIsGoneDoesNotHoldTheOthersUp() {
        kafka.create("orders_other", 1);
        append("orders", 0, 0, 4);
        append("orders_other", 0, 0, 4);
        IngestLoop loop = loop();
        source.then(() -> {}).then(() -> kafka.delete("orders")).then(() -> append("orders_other", 0, 4, 6));
        told.onCommit = () -> {
            if (loop.progress().records() == 10) {
                loop.stop();
            }
        };

        loop.runUntilStopped();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).hasSize(4);
        assertThat(LakeContents.of(layout).offsets("orders_other", 0, 0)).hasSize(6);
    }

    @Test
    void aGapIsRecordedAndStopsItsTopicWhileOthersGoOn() {
        kafka.create("orders_other", 1);
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        append("orders", 0, 10, 20);
        append("orders_other", 0, 0, 3);
        kafka.deleteBefore("orders", 0, 15);
        restart();

        assertThatThrownBy(() -> loop().runUntilCaughtUp()).isInstanceOfSatisfying(IngestException.class, e -> {
            assertThat(e).hasMessageContaining("Topic orders partition 0: offsets 10 to 14 (5)");
            assertThat(e.fix().orElseThrow()).contains("accept-gaps");
        });

        Gap gap = writer.gaps().get(0);
        assertThat(gap.from()).isEqualTo(10);
        assertThat(gap.to()).isEqualTo(15);
        assertThat(told.gaps).containsExactly(gap);
        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 10));
        assertThat(contents.offsets("orders_other", 0, 0)).containsExactlyElementsOf(range(0, 3));
    }

    @Test
    void anAcceptedGapIsRecordedAndPassed() {
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        append("orders", 0, 10, 20);
        kafka.deleteBefore("orders", 0, 15);
        restart();
        IngestConfig config =
                new IngestConfig(FEEDS, "g", Duration.ofMillis(250), 8 << 20, 64 << 20, Duration.ofSeconds(5), 8, true);

        loop(config).runUntilCaughtUp();

        assertThat(writer.gaps())
                .extracting(Gap::from, Gap::to)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(10L, 15L));
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0))
                .containsExactlyElementsOf(LongStream.concat(LongStream.range(0, 10), LongStream.range(15, 20))
                        .boxed()
                        .toList());
    }

    @Test
    void whatWasDeletedBeforeTheFirstReadIsNoGap() {
        append("orders", 0, 0, 10);
        kafka.deleteBefore("orders", 0, 4);
        source.then(() -> kafka.deleteBefore("orders", 0, 6));

        loop().runUntilCaughtUp();

        assertThat(writer.gaps()).isEmpty();
        assertThat(writer.positions())
                .filteredOn(position -> position.partition() == 0)
                .extracting(Position::startOffset, Position::nextOffset)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(6L, 10L));
    }

    @Test
    void aLogCutBelowTheLakeStopsItsTopic() {
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        kafka.truncate("orders", 0, 7);
        restart();

        assertThatThrownBy(() -> loop().runUntilStopped())
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("the lake has it up to offset 10")
                .hasMessageContaining("ends at offset 7");
    }

    @Test
    void aLogCutAndWrittenAnewStopsItsTopic() {
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        kafka.truncate("orders", 0, 7);
        append("orders", 0, 7, 20);
        restart();

        assertThatThrownBy(() -> loop().runUntilStopped())
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("was cut by a change of leader and written anew");
    }

    @Test
    void aMarkerOfALaterLeaderIsNoCutLog() {
        kafka.appendOpen("orders", 0, Optional.of("{}".getBytes(UTF_8)), 0);
        kafka.electLeader("orders", 0);
        kafka.endTransaction("orders", 0, true);
        loop().runUntilCaughtUp();
        append("orders", 0, 2, 5);
        restart();

        loop().runUntilCaughtUp();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactly(0L, 2L, 3L, 4L);
    }

    @Test
    void theEndOfAnAcceptedGapIsNoCutLog() {
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        kafka.electLeader("orders", 0);
        append("orders", 0, 10, 20);
        kafka.deleteBefore("orders", 0, 15);
        restart();
        IngestConfig config =
                new IngestConfig(FEEDS, "g", Duration.ofMillis(250), 8 << 20, 64 << 20, Duration.ofSeconds(5), 8, true);

        loop(config).runUntilCaughtUp();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).hasSize(15).endsWith(19L);
    }

    @Test
    void kafkaIsToldOnlyWhatTheLedgerHas() {
        append("orders", 0, 0, 5);
        told.onCommit = () ->
                assertThat(writer.positions()).extracting(Position::nextOffset).contains(5L);

        loop().runUntilCaughtUp();

        Map<TopicPartition, Long> last = source.reports().get(source.reports().size() - 1);
        assertThat(last).containsEntry(new TopicPartition("orders", 0), 5L);
    }

    @Test
    void groupOffsetsThatAreNotTheLedgersAreToldOnceAndPutRight() {
        TopicPartition first = new TopicPartition("orders", 0);
        TopicPartition second = new TopicPartition("orders", 1);
        append("orders", 0, 0, 5);
        append("orders", 1, 0, 3);
        loop().runUntilCaughtUp();
        restart();
        loop().runUntilCaughtUp();
        assertThat(told.notes).noneMatch(note -> note.startsWith("group"));

        kafka.group().put(first, 50L);
        kafka.group().remove(second);
        append("orders", 0, 5, 9);
        restart();
        loop().runUntilCaughtUp();
        kafka.group().put(second, 0L);
        restart();
        loop().runUntilCaughtUp();

        assertThat(told.notes)
                .filteredOn(note -> note.startsWith("group"))
                .satisfiesExactly(
                        both -> assertThat(both)
                                .contains(
                                        "2 partitions, such as orders partition 0: the group has offset 50, the ledger 5"),
                        one -> assertThat(one)
                                .contains("1 partition (orders partition 1: the group has offset 0, the ledger 3)"));
        assertThat(kafka.group()).containsEntry(first, 9L).containsEntry(second, 3L);
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 9));
        assertThat(LakeContents.of(layout).offsets("orders", 0, 1)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aGroupOfWhichKafkaSaysNothingIsNoObstacle() {
        append("orders", 0, 0, 5);
        loop().runUntilCaughtUp();
        append("orders", 0, 5, 9);
        restart();
        source.failNextGroupQuestion();

        loop().runUntilCaughtUp();

        assertThat(told.notes).anyMatch(note -> note.startsWith("trouble") && note.contains("consumer group"));
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 9));
    }

    @Test
    void aTopicThatStopsIsShownBeforeTheNextCommit() {
        kafka.create("orders_other", 1);
        append("orders", 0, 0, 10);
        loop().runUntilCaughtUp();
        append("orders", 0, 10, 20);
        kafka.deleteBefore("orders", 0, 15);
        restart();
        IngestLoop loop = loop();
        List<List<String>> shown = new ArrayList<>();
        source.then(() -> shown.add(loop.progress().stoppedTopics())).then(() -> {
            shown.add(loop.progress().stoppedTopics());
            loop.stop();
        });

        assertThatThrownBy(loop::runUntilStopped).isInstanceOf(IngestException.class);

        assertThat(shown).containsExactly(List.of(), List.of("orders"));
        assertThat(loop.progress().commits()).isZero();
    }

    @Test
    void questionsWithoutAnswerCostNothingButTime() {
        append("orders", 0, 0, 30);
        source.then(() -> source.failNextQuestions(3));

        loop().runUntilCaughtUp();

        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 30));
        assertThat(told.notes).anyMatch(note -> note.startsWith("trouble"));
    }

    @Test
    void stoppingCommitsWhatIsInHand() {
        append("orders", 0, 0, 7);
        IngestLoop loop = loop();
        source.afterNextPoll(loop::stop);

        loop.runUntilStopped();

        assertThat(source.polls()).isEqualTo(1);
        assertThat(LakeContents.of(layout).offsets("orders", 0, 0)).hasSize(7);
    }

    @Test
    void aClockThatIsSetBackDoesNotPutCommitsOff() {
        append("orders", 0, 0, 2);
        IngestLoop loop = loop();
        AtomicInteger commits = new AtomicInteger();
        source.then(() -> {}).then(() -> clock.advance(Duration.ofDays(-400)));
        told.onCommit = () -> {
            commits.incrementAndGet();
            loop.stop();
        };

        loop.runUntilStopped();

        assertThat(commits).hasPositiveValue();
        assertThat(source.polls()).isLessThan(5);
    }

    @Test
    void badRecordsDoNotHoldUpTheNext() {
        kafka.append("orders", 0, "{\"a\":1}", "text", "[1]", "{\"a\":\"\n\"}", "{\"a\":1}{\"b\":2}", "{\"last\":1}");

        IngestLoop loop = loop();
        loop.runUntilCaughtUp();

        assertThat(loop.progress().records()).isEqualTo(2);
        assertThat(loop.progress().deadLetters()).isEqualTo(4);
        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.line("orders", 0, 3).value()).asString(UTF_8).isEqualTo("{\"a\":\"\n\"}");
        assertThat(contents.offsets("orders", 0, 0)).containsExactlyElementsOf(range(0, 6));
    }

    private void append(String topic, int partition, int from, int to) {
        for (int n = from; n < to; n++) {
            kafka.append(topic, partition, "{\"n\":" + n + "}");
        }
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static final class Told implements IngestListener {
        private final List<String> notes = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        private Runnable onCommit = () -> {};

        @Override
        public void committed(IngestProgress progress) {
            onCommit.run();
        }

        @Override
        public void topicFound(String topic, int partitions) {
            notes.add("found " + topic + " " + partitions);
        }

        @Override
        public void topicRefused(String topic, String reason) {
            notes.add("refused " + topic + " " + reason);
        }

        @Override
        public void topicRecreated(String topic, String oldId, String newId, int epoch) {
            notes.add("recreated " + topic + " " + oldId + " " + newId + " " + epoch);
        }

        @Override
        public void gapFound(Gap gap) {
            gaps.add(gap);
        }

        @Override
        public void groupDiffers(GroupDifference difference) {
            notes.add("group " + difference.text());
        }

        @Override
        public void trouble(String what, Exception cause) {
            notes.add("trouble " + what);
        }
    }
}
