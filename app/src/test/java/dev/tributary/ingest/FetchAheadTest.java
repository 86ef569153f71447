package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CheckedValue;
import dev.tributary.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a poll in another thread must not change: a record that was polled before a move is not handed out after it. */
@Timeout(60)
class FetchAheadTest {
    private static final TopicPartition FIRST = new TopicPartition("orders", 0);
    private static final TopicPartition SECOND = new TopicPartition("orders", 1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryKafka kafka = new MemoryKafka();
    private final ScriptedSource scripted =
            new ScriptedSource(kafka, new SettableClock(Instant.parse("2026-03-01T12:00:00Z")), 4);
    private final FetchAhead source = new FetchAhead(scripted);

    @BeforeEach
    void readTwoPartitions() {
        kafka.create("orders", 2);
        kafka.append("orders", 0, "{}", "{}", "{}", "{}", "{}");
        kafka.append("orders", 1, "{}");
        source.assign(List.of(FIRST, SECOND));
        source.seek(FIRST, 0, OptionalInt.empty());
        source.seek(SECOND, 0, OptionalInt.empty());
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void everythingComesOnceAndInOrder() {
        List<String> taken = new ArrayList<>(coordinates(source.poll(LONG)));
        assertThat(source.lag(FIRST)).hasValue(1);
        taken.addAll(coordinates(source.poll(LONG)));

        assertThat(taken).containsExactly("0@0", "0@1", "0@2", "0@3", "0@4", "1@0");
        assertThat(source.lag(FIRST)).hasValue(0);
    }

    @Test
    void onePollIsAheadAndNoMore() throws InterruptedException {
        for (int n = 0; n < 100; n++) {
            kafka.append("orders", 0, "{}");
        }
        untilPolled();

        assertThat(source.endOffsets(List.of(FIRST))).containsEntry(FIRST, 105L);
        assertThat(scripted.polls()).isEqualTo(2);
        assertThat(coordinates(source.poll(LONG))).startsWith("0@4").hasSize(4);
    }

    @Test
    void whatWasPolledBeforeAMoveIsDropped() throws InterruptedException {
        untilPolled();
        source.seek(FIRST, 2, OptionalInt.empty());

        List<String> taken = new ArrayList<>();
        while (taken.size() < 4) {
            taken.addAll(coordinates(source.poll(LONG)));
        }
        assertThat(taken).containsExactlyInAnyOrder("0@2", "0@3", "0@4", "1@0");
    }

    @Test
    void whatWasPolledOfAPartitionNoLongerReadIsDropped() throws InterruptedException {
        untilPolled();
        source.assign(List.of(SECOND));

        assertThat(coordinates(source.poll(LONG))).containsExactly("1@0");
        assertThat(coordinates(source.poll(Duration.ofMillis(120)))).isEmpty();
    }

    @Test
    void aFailureComesToWhoeverPolls() {
        kafka.deleteBefore("orders", 0, 3);
        source.seek(FIRST, 1, OptionalInt.empty());

        assertThatThrownBy(() -> source.poll(LONG)).isInstanceOf(OffsetOutOfRangeException.class);
        assertThatThrownBy(() -> source.poll(LONG)).isInstanceOf(OffsetOutOfRangeException.class);
        source.seek(FIRST, 3, OptionalInt.empty());
        assertThat(coordinates(source.poll(LONG))).contains("0@3", "0@4");
    }

    @Test
    void aCallThatFailsIsNotSwallowed() {
        source.assign(List.of(SECOND));
        source.seek(FIRST, 0, OptionalInt.empty());

        assertThatThrownBy(() -> source.poll(LONG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not assigned");
        assertThat(coordinates(source.poll(LONG))).containsExactly("1@0");
    }

    @Test
    void aWakeUpEndsTheWait() throws InterruptedException {
        source.assign(List.of());
        Thread waker = new Thread(source::wakeUp);
        waker.start();

        assertThat(source.poll(Duration.ofDays(1)).isEmpty()).isTrue();
        waker.join();
        assertThat(source.lag(new TopicPartition("none", 0))).isEqualTo(OptionalLong.empty());
    }

    /** Until the second poll is ahead. */
    private void untilPolled() throws InterruptedException {
        CountDownLatch polled = new CountDownLatch(2);
        scripted.beforeEachPoll(polled::countDown);
        assertThat(coordinates(source.poll(LONG))).hasSize(4);
        polled.await();
    }

    private static List<String> coordinates(ConsumerRecords<byte[], CheckedValue> records) {
        return StreamSupport.stream(records.spliterator(), false)
                .map((ConsumerRecord<byte[], CheckedValue> item) -> item.partition() + "@" + item.offset())
                .toList();
    }
}
