package dev.tributary.ingest;

import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.CommitCounts;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.FilePrunedException;
import dev.tributary.lake.ForcedBatch;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;

/** Polls, takes, commits, in one thread. Everything that it knows beyond the ledger may be lost at any line. */
final class IngestLoop {
    private static final Duration FIRST_TOPICS = Duration.ofMillis(250);
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(1);

    /** How far a partition was when a run began; of another epoch once its topic is made again. */
    private record Goal(int epoch, long end) {}

    private final IngestConfig config;
    private final RecordSource source;
    private final LakeWriter writer;
    private final InstantSource clock;
    private final IngestListener listener;
    private final CrashPoint.Visitor crash;
    private final Partitions partitions;
    private final StoppedTopics stopped;
    private final TopicRefresh refresh;
    private final LostOffsets lostOffsets;
    private final BadRecords badRecords;
    private final Uncommitted uncommitted = new Uncommitted();
    private final RoomRetries roomRetries = new RoomRetries();
    private final long mostWaitingBytes;
    private Optional<Instant> lastRefresh = Optional.empty();
    private Optional<Instant> lastReport = Optional.empty();
    private volatile IngestProgress progress = IngestProgress.none();
    private volatile boolean stopping;

    IngestLoop(
            IngestConfig config,
            RecordSource source,
            LakeWriter writer,
            InstantSource clock,
            IngestListener listener,
            CrashPoint.Visitor crash) {
        this.config = config;
        this.source = source;
        this.writer = writer;
        this.clock = clock;
        this.listener = listener;
        this.crash = crash;
        this.partitions = new Partitions(writer.positions());
        this.stopped = new StoppedTopics(listener);
        this.refresh = new TopicRefresh(config.feeds(), source, partitions, stopped, listener);
        this.lostOffsets = new LostOffsets(source, writer, partitions, stopped, listener, config.acceptGaps());
        this.badRecords = new BadRecords(config.quarantine());
        this.mostWaitingBytes = config.memoryBytes() / 2;
    }

    /** Runs until every partition is where it ended when this was called. */
    void runUntilCaughtUp() {
        untilStopped(() -> {
            begin();
            Map<TopicPartition, Goal> goals = goals();
            run(() -> reached(goals) && commit(), this::step);
        });
    }

    /** Runs until {@link #stop}; a full disk is waited out. */
    void runUntilStopped() {
        untilStopped(() -> {
            begin();
            run(() -> false, this::stepOrWaitForRoom);
        });
    }

    /** Ends the run after the commit of what it has in hand. From any thread; a run that begins later ends at once. */
    void stop() {
        stopping = true;
        source.wakeUp();
    }

    IngestProgress progress() {
        return progress;
    }

    private void begin() {
        refreshTopics();
        try {
            compareGroup();
        } catch (RetriableException | AuthorizationException e) {
            listener.trouble("Kafka did not say which offsets the consumer group has; the ledger decides", e);
        }
    }

    /** Tells the group's offsets that somebody reset, or that have expired, and puts them right for who monitors the lag. */
    private void compareGroup() {
        List<PartitionState> known =
                partitions.states().stream().filter(PartitionState::inLedger).toList();
        if (known.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> reported =
                source.reported(known.stream().map(PartitionState::partition).collect(Collectors.toSet()));
        GroupDifference.between(config.group(), known, reported).ifPresent(difference -> {
            listener.groupDiffers(difference);
            report(true);
        });
    }

    private void untilStopped(Runnable run) {
        try {
            run.run();
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        }
        commit();
        report(true);
        showStopped();
        stopped.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    private void run(BooleanSupplier done, Consumer<Instant> step) {
        while (!stopping && !done.getAsBoolean() && !nothingLeft()) {
            step.accept(clock.instant());
        }
    }

    /** Whether every topic has stopped with an error. */
    private boolean nothingLeft() {
        return partitions.assigned().isEmpty() && !stopped.names().isEmpty();
    }

    private void step(Instant now) {
        try {
            takeAll(source.poll(untilNext(now)));
        } catch (OffsetOutOfRangeException e) {
            explain(e);
        } catch (FilePrunedException e) {
            recoverFromPrune();
        }
        Instant then = clock.instant();
        if (!partitions.news().isEmpty()) {
            uncommitted.begin(then);
        }
        if (uncommitted.untilDue(then, config.commitInterval()).isZero()) {
            commit();
        }
        if (untilRefresh(then).isZero()) {
            refreshIfKafkaAnswers();
        }
        showStopped();
    }

    /** A topic that stops, or starts again, need not be followed by a commit. */
    private void showStopped() {
        List<String> names = stopped.names();
        if (!progress.stoppedTopics().equals(names)) {
            progress = progress.withStopped(names);
        }
    }

    private void stepOrWaitForRoom(Instant now) {
        try {
            step(now);
        } catch (DiskFullException e) {
            waitForRoom(e);
        }
    }

    /** Reads nothing for a while, longer each time, and then goes back to what is committed. Whether there is room the next commit shows. */
    private void waitForRoom(DiskFullException full) {
        if (roomRetries.begin()) {
            listener.diskFull(full);
        }
        source.assign(Set.of());
        boolean recovered = false;
        while (!recovered) {
            source.poll(roomRetries.nextPause());
            if (stopping) {
                throw full;
            }
            recovered = recovered();
        }
        source.assign(partitions.assigned());
        readAgainFromTheLedger();
    }

    /** The writer has recovered: what was not committed is read again. */
    private void readAgainFromTheLedger() {
        partitions.backTo(writer.positions());
        uncommitted.clear();
        partitions.states().forEach(refresh::seek);
        lastRefresh = Optional.empty();
    }

    private boolean recovered() {
        try {
            writer.recover();
            return true;
        } catch (DiskFullException e) {
            return false;
        }
    }

    /** Offsets may be lost because the topic was made again, which the refresh notices. */
    private void explain(OffsetOutOfRangeException failure) {
        try {
            lostOffsets.startAgain(failure);
            refreshTopics();
            lostOffsets.explain(failure, clock.instant());
        } catch (RetriableException e) {
            listener.trouble("Kafka did not say which offsets it has; asked again", e);
        }
    }

    private Duration untilNext(Instant now) {
        Duration commit = uncommitted.untilDue(now, config.commitInterval());
        Duration next = untilRefresh(now);
        return commit.compareTo(next) < 0 ? commit : next;
    }

    private Duration untilRefresh(Instant now) {
        return lastRefresh
                .map(last -> Elapsed.rest(last, now, refreshInterval()))
                .orElse(Duration.ZERO);
    }

    /** As long as there is nothing to read, whoever starts the pipeline waits for the first topic. */
    private Duration refreshInterval() {
        return partitions.assigned().isEmpty() && config.refreshInterval().compareTo(FIRST_TOPICS) > 0
                ? FIRST_TOPICS
                : config.refreshInterval();
    }

    private void takeAll(ConsumerRecords<byte[], CheckedValue> records) {
        crash.at(CrashPoint.AFTER_POLL);
        for (TopicPartition partition : records.partitions()) {
            if (partitions.isAssigned(partition) && !take(partitions.of(partition), records.records(partition))) {
                return;
            }
        }
        records.nextOffsets().forEach((partition, next) -> {
            if (partitions.isAssigned(partition)) {
                partitions.of(partition).passed(next.offset(), next.leaderEpoch());
            }
        });
    }

    /** Takes records, and commits when enough of them wait; false when they were given up and will be read again. */
    private boolean take(PartitionState state, List<ConsumerRecord<byte[], CheckedValue>> records) {
        BadRecords.Recent recent = badRecords.of(state.partition());
        for (ConsumerRecord<byte[], CheckedValue> record : records) {
            Kind kind = writer.take(Arrivals.of(state.epoch(), record));
            state.take(record);
            Optional<QuarantineAlarm> alarm = recent.take(record.offset(), kind);
            alarm.ifPresent(listener::quarantineAlarm);
            if (alarm.isPresent() && config.quarantine().stop()) {
                return commitAndStop(alarm.get(), recent);
            }
            if (enough() && !commit()) {
                return false;
            }
        }
        return true;
    }

    private boolean enough() {
        return writer.uncommittedBytes() >= config.commitBytes() || writer.waitingBytes() >= mostWaitingBytes;
    }

    /** Stops a topic right behind the record that was one too many; false when the commit before was given up. */
    private boolean commitAndStop(QuarantineAlarm alarm, BadRecords.Recent recent) {
        if (!commit()) {
            recent.rearm();
            return false;
        }
        refresh.stop(
                alarm.topic(),
                new IngestException(
                        alarm.text(),
                        Optional.of(alarm.fix()
                                + "; when the producer is mended, start again, or let it go on with"
                                + " ingest.quarantine-stop: false"),
                        null));
        return true;
    }

    /**
     * Commits what was taken. Whether its topics are still the ones that they were is asked while the lines are forced, after
     * the last poll and before the ledger's transaction.
     *
     * @return false when they are not, or Kafka did not say, or a file was pruned meanwhile; then it was given up and is read again
     */
    private boolean commit() {
        List<Position> news = partitions.news();
        if (news.isEmpty()) {
            uncommitted.clear();
            return true;
        }
        try {
            return commit(news);
        } catch (FilePrunedException e) {
            recoverFromPrune();
            return false;
        }
    }

    private void recoverFromPrune() {
        writer.recover();
        readAgainFromTheLedger();
    }

    private boolean commit(List<Position> news) {
        Supplier<Map<String, String>> ids =
                source.topicIds(news.stream().map(Position::topic).collect(Collectors.toSet()));
        ForcedBatch forced = writer.force();
        if (!stillTheSame(ids)) {
            giveUp();
            return false;
        }
        CommitCounts counts = forced.commit(news);
        partitions.committed(news);
        uncommitted.clear();
        if (roomRetries.end()) {
            listener.diskHasRoom();
        }
        count(counts);
        report(false);
        listener.committed(progress);
        return true;
    }

    private boolean stillTheSame(Supplier<Map<String, String>> asked) {
        try {
            return asked.get().entrySet().stream()
                    .allMatch(
                            entry -> partitions.idOf(entry.getKey()).orElse("").equals(entry.getValue()));
        } catch (RetriableException e) {
            listener.trouble(
                    "Kafka did not say whether the topics are still the same; their records are read again", e);
            return false;
        }
    }

    private void giveUp() {
        writer.discard();
        uncommitted.clear();
        for (PartitionState state : partitions.states()) {
            state.reset();
            refresh.seek(state);
        }
        lastRefresh = Optional.empty();
    }

    private void count(CommitCounts counts) {
        IngestProgress before = progress;
        progress = new IngestProgress(
                before.records() + counts.records(),
                before.deadLetters() + counts.deadLetters(),
                before.bytes() + counts.bytes(),
                before.commits() + 1,
                Optional.of(clock.instant()),
                partitions.states().stream().map(this::progressOf).toList(),
                stopped.names(),
                badRecords.alarmedTopics());
    }

    private PartitionProgress progressOf(PartitionState state) {
        TopicPartition partition = state.partition();
        return new PartitionProgress(
                partition.topic(), partition.partition(), state.epoch(), state.committedNext(), source.lag(partition));
    }

    /** Tells the consumer group, which only lag monitors read, now and then. */
    private void report(boolean last) {
        Instant now = clock.instant();
        if (!last
                && lastReport.isPresent()
                && !Elapsed.rest(lastReport.get(), now, REPORT_INTERVAL).isZero()) {
            return;
        }
        lastReport = Optional.of(now);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.states().forEach(state -> offsets.put(state.partition(), state.committedNext()));
        if (!offsets.isEmpty()) {
            source.report(offsets);
        }
    }

    private void refreshTopics() {
        commit();
        refresh.run();
        lastRefresh = Optional.of(clock.instant());
    }

    private void refreshIfKafkaAnswers() {
        try {
            refreshTopics();
        } catch (RetriableException e) {
            lastRefresh = Optional.of(clock.instant());
            listener.trouble("Kafka did not say which topics there are; asked again later", e);
        }
    }

    private Map<TopicPartition, Goal> goals() {
        Map<TopicPartition, Goal> goals = new HashMap<>();
        source.endOffsets(partitions.assigned())
                .forEach((partition, end) ->
                        goals.put(partition, new Goal(partitions.of(partition).epoch(), end)));
        return goals;
    }

    private boolean reached(Map<TopicPartition, Goal> goals) {
        return goals.entrySet().stream().allMatch(entry -> reached(entry.getKey(), entry.getValue()));
    }

    private boolean reached(TopicPartition partition, Goal goal) {
        if (!partitions.isAssigned(partition)) {
            return true;
        }
        PartitionState state = partitions.of(partition);
        return state.epoch() != goal.epoch || state.next() >= goal.end;
    }
}
