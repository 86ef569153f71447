package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLockedException;
import dev.tributary.lake.LakePrune;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.Position;
import dev.tributary.lake.PrunePoint;
import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.PowerCut;
import dev.tributary.testing.SettableClock;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadPoints;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The production code of ingest, lake and warehouse in one thread, with a Kafka, a disk and a clock that do what a random sequence says. Between
 * any two polls a few things happen; after them the observers look. When the process dies it is started again on what is left.
 */
final class PipelineSimulation implements AutoCloseable {
    private static final List<String> NAMES = List.of("A", "B", WarehouseObserver.SUMMED);
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));
    private static final List<CrashPoint> PLACES = List.of(CrashPoint.values());
    private static final List<PrunePoint> PRUNE_PLACES = List.of(PrunePoint.values());
    private static final int STEPS_TOLD = 15;
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** Something that happens between two polls; the weights say how often. */
    private record Possible(int weight, String name, Runnable step) {}

    private final long seed;
    private final Random random;
    private final Deque<String> lastSteps = new ArrayDeque<>();
    private final boolean acceptGaps;
    private final LakeLayout layout;
    private final Path database;
    private final MemoryKafka kafka = new MemoryKafka();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-29T00:59:58Z"));
    private final ForgettingDisk disk = new ForgettingDisk();
    private final LakeObserver lake;
    private final WarehouseObserver rows;
    private final List<TopicPartition> transactions = new ArrayList<>();
    private final List<Possible> possible;
    private Optional<Warehouse> warehouse = Optional.empty();
    private ScriptedSource source = new ScriptedSource(kafka, clock, 1);
    private Optional<IngestLoop> loop = Optional.empty();
    private Optional<CrashPoint> crashAt = Optional.empty();
    private boolean fencedOff;
    private boolean diskFilled;
    private boolean questionsFailed;
    private int records;
    private int crashes;
    private long steps;
    private long stepsWanted;

    PipelineSimulation(Path folder, long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.acceptGaps = random.nextBoolean();
        this.layout = new LakeLayout(folder.resolve("pipeline"));
        this.database = folder.resolve("warehouse.db");
        this.lake = new LakeObserver(kafka, layout);
        this.rows = new WarehouseObserver(database, lake);
        this.possible = possible();
    }

    /**
     * Does so many steps, then lets everything come to rest and checks that all is there.
     *
     * @throws AssertionError with the seed and the last steps, when something is not as promised
     */
    void run(long count) throws IOException {
        stepsWanted = count;
        try {
            kafka.create(WarehouseObserver.SUMMED, 2);
            while (steps < stepsWanted) {
                live();
            }
            comeToRest();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + seed + ", step " + steps + ", after " + String.join(", ", lastSteps) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    int crashes() {
        return crashes;
    }

    /** One life of the process that ingests. It may end by itself for a good reason only. */
    private void live() throws IOException {
        fencedOff = false;
        diskFilled = false;
        questionsFailed = false;
        did("start");
        try (LakeWriter writer =
                LakeWriter.open(layout, FEEDS, 1 + random.nextInt(4), 1 + random.nextInt(400), disk, this::visit)) {
            lake.requireNothingBehindWhatIsCommitted();
            source = new ScriptedSource(kafka, clock, 1 + random.nextInt(12));
            source.beforeEachPoll(this::things);
            IngestLoop running = loop(writer);
            loop = Optional.of(running);
            running.runUntilStopped();
        } catch (PowerCut e) {
            crashes++;
            if (random.nextBoolean()) { // else only the process died, and the system still has what it wrote
                disk.loseUnforced(random);
            }
        } catch (DiskFullException e) {
            requireReason(diskFilled, e);
        } catch (LakeException e) {
            requireReason(fencedOff, e);
        } catch (IngestException e) {
            requireReason(!acceptGaps && !lake.reader().gaps().isEmpty(), e);
        } catch (RetriableException e) {
            requireReason(questionsFailed, e);
        }
        loop = Optional.empty();
        crashAt = Optional.empty();
        disk.cutPowerAt(Long.MAX_VALUE);
        disk.fillUpAfter(Long.MAX_VALUE);
        look();
    }

    private static void requireReason(boolean there, RuntimeException failure) {
        if (!there) {
            throw new AssertionError("failed without a reason", failure);
        }
    }

    private IngestLoop loop(LakeWriter writer) {
        IngestConfig config = new IngestConfig(
                FEEDS, "g", Duration.ofMillis(250), 400, 1 << 20, Duration.ofSeconds(1), 2, acceptGaps);
        return new IngestLoop(config, source, writer, clock, new IngestListener() {}, this::visit);
    }

    /** Readers look at the very moments at which the process may die. */
    private void visit(CrashPoint point) {
        if (random.nextInt(8) == 0) {
            look();
        }
        if (crashAt.filter(point::equals).isPresent()) {
            throw new PowerCut(point.name());
        }
    }

    private void look() {
        lake.look();
        rows.look();
    }

    /** What happens before a poll. */
    private void things() {
        for (int count = random.nextInt(5); count >= 0; count--) {
            steps++;
            if (steps >= stepsWanted) {
                loop.ifPresent(IngestLoop::stop);
            }
            something();
        }
        look();
    }

    private List<Possible> possible() {
        return List.of(
                new Possible(380, "produce", this::produce),
                new Possible(100, "transaction", this::transact),
                new Possible(140, "time passes", () -> clock.advance(Duration.ofMillis(random.nextInt(400)))),
                new Possible(40, "load", this::load),
                new Possible(30, "retention", this::retain),
                new Possible(15, "prune", this::prune),
                new Possible(10, "more partitions", () -> kafka.grow(topic(), 1 + random.nextInt(4))),
                new Possible(10, "topics change", this::kafkaTopicsChange),
                new Possible(10, "leader changes", this::electLeader),
                new Possible(
                        20, "clock is set", () -> clock.advance(Duration.ofMillis(random.nextLong(-2 * DAY, 2 * DAY)))),
                new Possible(10, "second writer", this::secondWriterIsRefused),
                new Possible(35, "death", this::die),
                new Possible(5, "another writer takes over", this::anotherWriterTakesOver),
                new Possible(10, "disk fills up", this::fillDisk),
                new Possible(25, "disk has room", () -> disk.fillUpAfter(Long.MAX_VALUE)),
                new Possible(10, "Kafka does not answer", this::failQuestions),
                new Possible(5, "stop", () -> loop.ifPresent(IngestLoop::stop)),
                new Possible(50, "nothing", () -> {}));
    }

    private void something() {
        int draw = random.nextInt(possible.stream().mapToInt(Possible::weight).sum());
        for (Possible next : possible) {
            draw -= next.weight;
            if (draw < 0) {
                did(next.name);
                next.step.run();
                return;
            }
        }
    }

    private void did(String what) {
        lastSteps.add(what);
        if (lastSteps.size() > STEPS_TOLD) {
            lastSteps.remove();
        }
    }

    private void die() {
        if (random.nextBoolean()) {
            disk.cutPowerAt(disk.operations() + 1 + random.nextInt(12));
        } else {
            crashAt = Optional.of(PLACES.get(random.nextInt(PLACES.size())));
        }
    }

    private String topic() {
        List<RecordSource.Topic> topics = kafka.topics();
        return topics.get(random.nextInt(topics.size())).name();
    }

    private TopicPartition partition() {
        List<RecordSource.Topic> topics = kafka.topics();
        RecordSource.Topic topic = topics.get(random.nextInt(topics.size()));
        return new TopicPartition(topic.name(), random.nextInt(topic.partitions()));
    }

    private void produce() {
        TopicPartition partition = partition();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            kafka.append(partition.topic(), partition.partition(), value(), timestamp());
        }
    }

    private void transact() {
        if (!transactions.isEmpty() && random.nextBoolean()) {
            TopicPartition ending = transactions.remove(random.nextInt(transactions.size()));
            kafka.endTransaction(ending.topic(), ending.partition(), random.nextBoolean());
            return;
        }
        TopicPartition partition = partition();
        kafka.appendOpen(partition.topic(), partition.partition(), value(), timestamp());
        if (!transactions.contains(partition)) {
            transactions.add(partition);
        }
    }

    private Optional<byte[]> value() {
        String text = switch (random.nextInt(12)) {
            case 0 -> "broken " + records;
            case 1 -> "{\"n\":" + records + ",\"_kafka\":1}";
            case 2 -> "{\"n\":\r\n" + records + "} ";
            case 3 -> "{}";
            default -> "{\"n\":" + records + ",\"long\":\"" + "x".repeat(random.nextInt(60)) + "\"}";
        };
        records++;
        return random.nextInt(20) == 0 ? Optional.empty() : Optional.of(text.getBytes(UTF_8));
    }

    /** Mostly of now and of a day ago, seldom without time or out of all time. */
    private long timestamp() {
        long now = clock.instant().toEpochMilli();
        return switch (random.nextInt(40)) {
            case 0 -> -1;
            case 1 -> Long.MAX_VALUE;
            case 2, 3, 4 -> now - DAY;
            default -> now;
        };
    }

    /** Deletes the beginning of a log, seldom more than was read. */
    private void retain() {
        TopicPartition partition = partition();
        MemoryKafka.Log log = kafka.log(partition);
        long read = lake.reader().positions().stream()
                .filter(position -> position.topic().equals(partition.topic())
                        && position.partition() == partition.partition()
                        && kafka.logOf(position.topicId(), position.partition()) == log)
                .mapToLong(Position::nextOffset)
                .findFirst()
                .orElse(0);
        long most = random.nextInt(10) == 0 ? log.stableEnd() : read;
        kafka.deleteBefore(partition.topic(), partition.partition(), random.nextLong(most + 1));
    }

    /** Deletes what is loaded of days before today from the lake; may die in it. */
    private void prune() {
        if (warehouse.isEmpty() || !Files.exists(layout.ledger())) {
            return;
        }
        look();
        Optional<PrunePoint> death = random.nextInt(4) == 0
                ? Optional.of(PRUNE_PLACES.get(random.nextInt(PRUNE_PLACES.size())))
                : Optional.empty();
        LocalDate today = LakeLayout.dateOf(clock.instant().toEpochMilli());
        Map<String, Long> loaded = new HashMap<>();
        warehouse.get().marks().forEach(mark -> loaded.put(mark.path(), mark.loadedTo()));
        try (LakePrune prune = LakePrune.open(layout, disk, point -> {
            if (random.nextInt(4) == 0) {
                look();
            }
            if (death.filter(point::equals).isPresent()) {
                throw new PowerCut("prune " + point);
            }
        })) {
            prune.prune(
                    lake.reader().committedFiles().stream()
                            .filter(file -> file.date().orElseThrow().isBefore(today))
                            .filter(file -> file.kind() == Kind.DEAD_LETTER
                                    || loaded.getOrDefault(file.path(), 0L) == file.length())
                            .map(prune::examine)
                            .toList(),
                    clock.instant());
        } catch (LakeException e) {
            requireReason(diskFilled, e);
        }
        look();
    }

    /** A topic appears, goes away, or is made again. */
    private void kafkaTopicsChange() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        boolean there = kafka.topics().stream().anyMatch(topic -> topic.name().equals(name));
        transactions.removeIf(partition -> partition.topic().equals(name));
        if (there && kafka.topics().size() > 1 && random.nextInt(3) == 0) {
            kafka.delete(name);
        } else {
            kafka.create(name, 1 + random.nextInt(3));
        }
    }

    private void electLeader() {
        TopicPartition partition = partition();
        kafka.electLeader(partition.topic(), partition.partition());
    }

    private void fillDisk() {
        diskFilled = true;
        disk.fillUpAfter(random.nextInt(300));
    }

    private void failQuestions() {
        questionsFailed = true;
        source.failNextQuestions(1 + random.nextInt(3));
    }

    private void secondWriterIsRefused() {
        assertThatThrownBy(() -> LakeWriter.open(layout, FEEDS, 1, disk, CrashPoint.Visitor.NONE))
                .isInstanceOf(LakeLockedException.class);
    }

    /** What a writer on another machine does when the lock did not hold it off, as on a bad network share. */
    private void anotherWriterTakesOver() {
        fencedOff = true;
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + layout.ledger());
                Statement statement = ledger.createStatement()) {
            statement.executeUpdate("UPDATE writer SET token = token + 1");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** One pass of the loader, which may die in it. */
    private void load() {
        Death death = new Death(random.nextInt(6) == 0 ? random.nextInt(12) : Integer.MAX_VALUE);
        if (warehouse.isEmpty()) {
            warehouse = Optional.of(Warehouse.open(
                    new WarehouseConfig(database, FEEDS, random.nextBoolean() ? 3 : 50_000, Duration.ofSeconds(10))));
        }
        try {
            LoadSummary summary = new LoadLake(warehouse.get(), lake.reader(), FEEDS, clock, death).load();
            assertThat(summary.failed()).isEmpty();
        } catch (PowerCut e) {
            crashes++;
            warehouse.get().close();
            warehouse = Optional.empty();
            return;
        }
        look();
        assertThat(rows.rows()).as("rows, after a load of all").isEqualTo(lake.dataLines());
    }

    /** Ends the load at its n-th point; at each of them a reader sees the rows of before. */
    private final class Death implements LoadPoints {
        private int points;

        Death(int points) {
            this.points = points;
        }

        private void at(String place) {
            if (random.nextInt(4) == 0) {
                look();
            }
            if (points-- == 0) {
                throw new PowerCut(place);
            }
        }

        @Override
        public void midLoad() {
            at("mid load");
        }

        @Override
        public void beforeLoadCommit() {
            at("before the load's commit");
        }

        @Override
        public void afterLoadCommit() {
            at("after the load's commit");
        }
    }

    private void comeToRest() throws IOException {
        transactions.forEach(partition -> kafka.endTransaction(partition.topic(), partition.partition(), true));
        boolean whole = true;
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 2, disk, CrashPoint.Visitor.NONE)) {
            source = new ScriptedSource(kafka, clock, 1 + random.nextInt(12));
            IngestLoop last = loop(writer);
            try {
                last.runUntilCaughtUp();
            } catch (IngestException e) {
                requireReason(!acceptGaps && !lake.reader().gaps().isEmpty(), e);
                whole = false;
            }
        }
        warehouse.ifPresent(Warehouse::close);
        warehouse = Optional.empty();
        look();
        if (whole) {
            requireAllTaken();
        }
        loadAll();
        LakeContents.of(layout); // once more from the first byte, checksums included
    }

    private void loadAll() {
        long before = -1;
        while (before != rows.rows()) { // this one may die, too
            before = rows.rows();
            load();
            look();
        }
        while (rows.rows() < lake.dataLines()) {
            load();
            look();
        }
    }

    private void requireAllTaken() {
        List<Position> positions = lake.reader().positions();
        for (RecordSource.Topic topic : kafka.topics()) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                int number = partition;
                assertThat(positions)
                        .as("%s partition %d, all taken", topic, number)
                        .anyMatch(position -> position.topicId().equals(topic.id())
                                && position.partition() == number
                                && position.nextOffset()
                                        == kafka.logOf(topic.id(), number).end());
            }
        }
    }

    @Override
    public void close() throws SQLException {
        warehouse.ifPresent(Warehouse::close);
        rows.close();
        lake.close();
    }
}
