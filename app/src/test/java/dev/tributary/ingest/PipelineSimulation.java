package dev.tributary.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLockedException;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.Position;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The production code of ingest, lake and warehouse in one thread, with a Kafka, a disk and a clock that do what a random sequence says. Between
 * any two polls one thing happens; after it the observers look. When the process dies it is started again on what is left.
 */
final class PipelineSimulation implements AutoCloseable {
    private static final List<String> NAMES = List.of("A", "B", "C");
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));
    private static final List<CrashPoint> PLACES = List.of(CrashPoint.values());
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Random random;
    private final boolean acceptGaps;
    private final LakeLayout layout;
    private final Path database;
    private final MemoryKafka kafka = new MemoryKafka();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-29T00:59:58Z"));
    private final ForgettingDisk disk = new ForgettingDisk();
    private final LakeObserver lake;
    private final WarehouseObserver rows;
    private final List<TopicPartition> transactions = new ArrayList<>();
    private Optional<Warehouse> warehouse = Optional.empty();
    private Optional<IngestLoop> loop = Optional.empty();
    private Optional<CrashPoint> crashAt = Optional.empty();
    private boolean mayFail;
    private int records;
    private int crashes;
    private long steps;
    private long stepsWanted;

    PipelineSimulation(Path folder, long seed) {
        this.random = new Random(seed);
        this.acceptGaps = random.nextBoolean();
        this.layout = new LakeLayout(folder.resolve("pipeline"));
        this.database = folder.resolve("warehouse.db");
        this.lake = new LakeObserver(kafka, layout);
        this.rows = new WarehouseObserver(database, lake);
    }

    /** Does so many steps, then lets everything come to rest and checks that all is there. */
    void run(long count) throws IOException, SQLException {
        stepsWanted = count;
        kafka.create("A", 2);
        while (steps < stepsWanted) {
            live();
        }
        comeToRest();
    }

    int crashes() {
        return crashes;
    }

    /** One life of the process that ingests. */
    private void live() throws IOException {
        mayFail = false;
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 1 + random.nextInt(4), disk, this::visit)) {
            IngestLoop running = loop(writer, this::step);
            loop = Optional.of(running);
            running.runUntilStopped();
        } catch (PowerCut e) {
            crashes++;
            if (random.nextBoolean()) { // else only the process died, and the system still has what it wrote
                disk.loseUnforced(random);
            }
        } catch (LakeException | IngestException | RetriableException e) {
            if (!mayFail) {
                throw new AssertionError("failed without a reason", e);
            }
        }
        loop = Optional.empty();
        crashAt = Optional.empty();
        disk.cutPowerAt(Long.MAX_VALUE);
        disk.fillUpAfter(Long.MAX_VALUE);
        look();
    }

    private IngestLoop loop(LakeWriter writer, Runnable beforeEachPoll) {
        ScriptedSource source = new ScriptedSource(kafka, clock, 1 + random.nextInt(12));
        source.beforeEachPoll(beforeEachPoll);
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

    private void step() {
        steps++;
        if (steps >= stepsWanted) {
            loop.ifPresent(IngestLoop::stop);
        }
        something(random.nextInt(1000));
        look();
    }

    private void something(int draw) {
        if (draw < 380) {
            produce();
        } else if (draw < 480) {
            transact();
        } else if (draw < 620) {
            clock.advance(Duration.ofMillis(random.nextInt(400)));
        } else if (draw < 720) {
            load();
        } else if (draw < 750) {
            retain();
        } else if (draw < 760) {
            kafka.grow(topic(), 1 + random.nextInt(4));
        } else if (draw < 770) {
            kafkaTopicsChange();
        } else if (draw < 790) {
            clock.advance(Duration.ofMillis(random.nextLong(-2 * DAY, 2 * DAY)));
        } else if (draw < 800) {
            secondWriterIsRefused();
        } else if (draw < 860) {
            die();
        } else if (draw < 865) {
            anotherWriterTakesOver();
        } else if (draw < 875) {
            mayFail = true; // when it is to end before there is room
            disk.fillUpAfter(random.nextInt(300));
        } else if (draw < 880) {
            loop.ifPresent(IngestLoop::stop);
        } else if (draw < 900) {
            disk.fillUpAfter(Long.MAX_VALUE);
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
        boolean tooMuch = random.nextInt(10) == 0;
        long most = tooMuch ? log.stableEnd() : read;
        mayFail |= tooMuch; // a topic may stop for it, and ingestion ends when all have stopped
        kafka.deleteBefore(partition.topic(), partition.partition(), random.nextLong(most + 1));
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

    private void secondWriterIsRefused() {
        assertThatThrownBy(() -> LakeWriter.open(layout, FEEDS, 1, disk, CrashPoint.Visitor.NONE))
                .isInstanceOf(LakeLockedException.class);
    }

    /** What a writer on another machine does when the lock did not hold it off, as on a bad network share. */
    private void anotherWriterTakesOver() {
        mayFail = true;
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
        List<String> stopped = new ArrayList<>();
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 2, disk, CrashPoint.Visitor.NONE)) {
            IngestLoop last = loop(writer, () -> {});
            try {
                last.runUntilCaughtUp();
            } catch (IngestException e) {
                stopped.addAll(last.progress().stoppedTopics());
                assertThat(lake.reader().gaps()).as("why %s stopped", stopped).isNotEmpty();
            }
        }
        warehouse.ifPresent(Warehouse::close);
        warehouse = Optional.empty();
        look();
        if (stopped.isEmpty() || acceptGaps) {
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
