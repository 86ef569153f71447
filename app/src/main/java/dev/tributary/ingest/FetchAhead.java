package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A source that polls another one in a thread of its own, so that the next records come while the last ones are written. One
 * poll is ahead at most, which bounds the memory; what was polled of a partition that is moved or no longer read is dropped.
 *
 * <p>The other source is touched by the fetching thread alone, in the order in which its calls were made here, apart from the
 * questions about topics and {@link #wakeUp}.
 */
final class FetchAhead implements RecordSource {
    /** The longest that a call waits behind a poll that finds nothing. */
    private static final Duration SLICE = Duration.ofMillis(50);

    /** What a poll gave: records with the lags behind them, or a failure. */
    private record Polled(
            ConsumerRecords<byte[], CheckedValue> records,
            Map<TopicPartition, Long> lags,
            Optional<Throwable> failure) {}

    private final RecordSource source;
    private final Thread thread = new Thread(this::fetch, "tributary-fetch");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Runnable> calls = new ArrayDeque<>();
    private final Map<TopicPartition, Long> lags = new HashMap<>();
    private Optional<Polled> ahead = Optional.empty();
    private boolean calling;
    private boolean assigned;
    private boolean moving;
    private boolean awake;
    private boolean closed;

    FetchAhead(RecordSource source) {
        this.source = source;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public List<Topic> topics(Predicate<String> wanted) {
        return source.topics(wanted);
    }

    @Override
    public Supplier<Map<String, String>> topicIds(Set<String> topics) {
        return source.topicIds(topics);
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        Set<TopicPartition> kept = Set.copyOf(partitions);
        move(() -> {
            source.assign(kept);
            assigned = !kept.isEmpty();
            keep(kept::contains);
        });
    }

    @Override
    public void seek(TopicPartition partition, long offset, OptionalInt leaderEpoch) {
        move(() -> {
            source.seek(partition, offset, leaderEpoch);
            keep(other -> !other.equals(partition));
        });
    }

    @Override
    public ConsumerRecords<byte[], CheckedValue> poll(Duration longest) {
        Optional<Polled> polled = inLock(() -> await(longest));
        polled.flatMap(Polled::failure).ifPresent(FetchAhead::raise);
        polled.ifPresent(some -> lags.putAll(some.lags));
        return polled.map(Polled::records).orElseGet(ConsumerRecords::empty);
    }

    @Override
    public OptionalLong lag(TopicPartition partition) {
        Long lag = lags.get(partition);
        return lag == null ? OptionalLong.empty() : OptionalLong.of(lag);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return ask(() -> source.beginningOffsets(partitions));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return ask(() -> source.endOffsets(partitions));
    }

    @Override
    public Map<TopicPartition, Long> reported(Set<TopicPartition> partitions) {
        return ask(() -> source.reported(partitions));
    }

    @Override
    public void report(Map<TopicPartition, Long> offsets) {
        tell(() -> source.report(offsets));
    }

    @Override
    public void wakeUp() {
        change(() -> awake = true);
        source.wakeUp();
    }

    @Override
    public void close() {
        change(() -> closed = true);
        source.wakeUp();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            source.close();
        }
    }

    private Optional<Polled> await(Duration longest) {
        long nanos = longest.toNanos();
        moving = false;
        changed.signalAll();
        try {
            while (!awake && !ready() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        awake = false;
        Optional<Polled> polled = ready() ? ahead : Optional.empty();
        if (polled.isPresent()) {
            ahead = Optional.empty();
            changed.signalAll();
        }
        return polled;
    }

    /** Nothing is handed out before every call made so far has taken effect on it. */
    private boolean ready() {
        return ahead.isPresent() && !calling && calls.isEmpty();
    }

    /** Moves belong together: a partition is assigned, then sought. Nothing is fetched until they are over, at the next poll. */
    private void move(Runnable call) {
        change(() -> {
            moving = true;
            calls.add(call);
        });
    }

    private void tell(Runnable call) {
        change(() -> calls.add(call));
    }

    private <T> T ask(Supplier<T> question) {
        FutureTask<T> answer = new FutureTask<>(question::get);
        tell(answer);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw raise(Objects.requireNonNull(e.getCause()));
        }
    }

    /** The fetching thread: calls come before the next poll. */
    private void fetch() {
        Optional<Runnable> step = Optional.of(() -> {});
        while (step.isPresent()) {
            try {
                step.get().run();
            } catch (RuntimeException | Error e) {
                Polled failed = new Polled(ConsumerRecords.empty(), Map.of(), Optional.of(e));
                change(() -> ahead = Optional.of(failed));
            }
            step = inLock(this::next);
        }
    }

    /** What the fetching thread does next; empty at the end. */
    private Optional<Runnable> next() {
        calling = false;
        changed.signalAll();
        while (!closed && calls.isEmpty() && (ahead.isPresent() || moving || !assigned)) {
            changed.awaitUninterruptibly();
        }
        calling = !calls.isEmpty();
        Optional<Runnable> call = Optional.ofNullable(calls.poll());
        return call.isEmpty() && closed ? Optional.empty() : Optional.of(call.orElse(this::pollAhead));
    }

    private void pollAhead() {
        ConsumerRecords<byte[], CheckedValue> records = source.poll(SLICE);
        Set<TopicPartition> moved = records.nextOffsets().keySet();
        if (!moved.isEmpty()) {
            Map<TopicPartition, Long> behind = new HashMap<>();
            moved.forEach(partition -> source.lag(partition).ifPresent(lag -> behind.put(partition, lag)));
            Polled polled = new Polled(records, behind, Optional.empty());
            change(() -> ahead = Optional.of(polled));
        }
    }

    /** Drops what is ahead of other partitions than these. A failure is dropped whole; where it lasts, the next poll fails again. */
    private void keep(Predicate<TopicPartition> wanted) {
        change(() -> ahead = ahead.filter(polled -> polled.failure.isEmpty()).map(polled -> of(polled, wanted)));
    }

    private static Polled of(Polled polled, Predicate<TopicPartition> wanted) {
        Map<TopicPartition, List<ConsumerRecord<byte[], CheckedValue>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.records.nextOffsets());
        next.keySet().removeIf(wanted.negate());
        polled.records.partitions().stream()
                .filter(wanted)
                .forEach(partition -> records.put(partition, new ArrayList<>(polled.records.records(partition))));
        return new Polled(new ConsumerRecords<>(records, next), polled.lags, Optional.empty());
    }

    private static RuntimeException raise(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private void change(Runnable change) {
        inLock(() -> {
            change.run();
            changed.signalAll();
            return change;
        });
    }

    private <T> T inLock(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
