package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.ingest.Ingest;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeReader;
import dev.tributary.testing.FreePort;
import dev.tributary.warehouse.FollowLake;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damages one thing at a time, and asks verification what it sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class VerifyTest {
    private static final Instant DAY = Instant.parse("2026-11-20T12:00:00Z");

    /** Two of the records of the topic {@code events} are no JSON. */
    private static final int EVENTS = 20;

    private static final int NOT_JSON_FIRST = 7;
    private static final int NOT_JSON_SECOND = 13;

    /** The records of the topic {@code totals} tell of three keys in turn. */
    private static final int TOTALS = 9;

    private EmbeddedBroker broker;
    private Admin admin;
    private KafkaProducer<String, String> producer;
    private Path folder;
    private Path ownFolder;
    private String events;
    private String totals;
    private TestProject project;

    @BeforeAll
    void startBroker(@TempDir Path directory) throws ExecutionException, InterruptedException {
        folder = directory;
        broker = EmbeddedBroker.start(new BrokerConfig(directory.resolve("broker/kafka"), FreePort.find(), 1));
        admin = Admin.create(broker.clientSettings().toProperties());
        producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer());
        events = "events";
        totals = "totals";
        project = project(folder.resolve("shared"));
        fill("delete");
    }

    @AfterAll
    void stopBroker() {
        producer.close();
        admin.close();
        broker.close();
    }

    /** Most tests share what Kafka has, and damage a copy of what became of it. */
    @BeforeEach
    void copyProject(TestInfo test) throws IOException {
        ownFolder = folder.resolve(test.getTestMethod().orElseThrow().getName());
        events = "events";
        totals = "totals";
        project = project(ownFolder);
        copyFolder(folder.resolve("shared"), ownFolder);
    }

    /** A test that changes what Kafka has takes topics of its own. */
    private void useOwnTopics(String cleanupPolicy) throws ExecutionException, InterruptedException {
        useOwnTopics("events" + Integer.toHexString(ownFolder.hashCode()), cleanupPolicy);
    }

    private void useOwnTopics(String ownEvents, String cleanupPolicy) throws ExecutionException, InterruptedException {
        events = ownEvents;
        totals = "totals" + Integer.toHexString(ownFolder.hashCode());
        project = project(ownFolder.resolve("own"));
        fill(cleanupPolicy);
    }

    private void useOwnTopics() throws ExecutionException, InterruptedException {
        useOwnTopics("delete");
    }

    private TestProject project(Path own) {
        Feeds feeds = new Feeds(List.of(Feed.append(events), Feed.latest(totals)));
        return TestProject.in(own, broker.bootstrapServers(), feeds);
    }

    private void fill(String cleanupPolicy) throws ExecutionException, InterruptedException {
        admin.createTopics(Stream.of(events, totals)
                        .map(topic ->
                                new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", cleanupPolicy)))
                        .toList())
                .all()
                .get();
        for (int n = 0; n < EVENTS; n++) {
            boolean json = n != NOT_JSON_FIRST && n != NOT_JSON_SECOND;
            produce(events, "event-" + n, json ? "{\"number\":" + (100 + n) + "}" : "not JSON " + n);
        }
        for (int n = 0; n < TOTALS; n++) {
            produce(totals, "total-" + n % 3, "{\"total\":" + n + "}");
        }
        project.ingest();
        project.load();
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private void produce(String topic, String key, String value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, 0, DAY.toEpochMilli(), key, value))
                .get();
    }

    @Test
    void nothingDiffersAfterIngestAndLoad() {
        Verification verification = project.verify();

        assertThat(verification.clean()).isTrue();
        assertThat(verification.records()).isEqualTo(EVENTS + TOTALS);
        assertThat(verification.waiting()).isZero();
        TopicVerification topic = ofEvents(verification);
        assertThat(topic.kafka()).isEqualTo(EVENTS);
        assertThat(topic.lake()).isEqualTo(EVENTS - 2);
        assertThat(topic.quarantined()).isEqualTo(2);
        assertThat(topic.warehouse()).hasValue(EVENTS - 2);
        assertThat(ofTotals(verification).warehouse()).hasValue(3);
    }

    @Test
    void aLineThatIsGoneFromTheLakeIsNamed() throws IOException {
        editDay(events, lines -> lines.remove(indexOf(lines, 4)));

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.duplicate()).isZero();
        assertThat(topic.findings())
                .contains("missing in the lake: " + at(events, 4) + " (key event-4, 2026-11-20T12:00:00Z)")
                .contains("unexpected in the warehouse: " + at(events, 4) + ", which the lake does not have")
                .anyMatch(finding -> finding.startsWith("damaged: lake file " + day(events) + " has "));
        assertThat(topic.unexpected()).isEqualTo(2);
    }

    @Test
    void aLineThatStandsTwiceIsNamed() throws IOException {
        editDay(events, lines -> lines.set(indexOf(lines, 16), lines.get(indexOf(lines, 15))));

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.duplicate()).isEqualTo(1);
        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.findings())
                .anyMatch(finding -> finding.startsWith(
                        "duplicate: " + at(events, 15) + " stands again in the lake, in " + day(events) + " at byte "))
                .anyMatch(finding -> finding.startsWith("missing in the lake: " + at(events, 16)));
    }

    @Test
    void anAlteredLineIsNoticed() throws IOException {
        editDay(events, lines -> lines.set(3, lines.get(3).replace("\"number\":103", "\"number\":999")));

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.findings())
                .containsExactly(
                        "damaged: lake file " + day(events) + " was changed: its checksum is not the ledger's",
                        "damaged: lake file " + day(events)
                                + " at byte 279: partition 0 offset 3 is not the record that Kafka has",
                        "lake file " + day(events) + " lacks partition 0 offset 3; Kafka still has what it takes:"
                                + " tributary rebuild --file " + day(events));
        assertThat(topic.unexpected()).isEqualTo(1);
        assertThat(topic.missing()).isZero();
    }

    @Test
    void aLineThatKafkaNeverHandedOutIsUnexpected() throws Exception {
        useOwnTopics();
        abortOneTransaction();
        addLineOf(EVENTS);

        assertThat(ofEvents(project.verify()).findings())
                .containsExactly("unexpected in the lake: " + at(events, EVENTS) + ", which Kafka does not have");
    }

    @Test
    void whatKafkaCompactedAwayIsNoDifference() throws Exception {
        useOwnTopics("compact");
        abortOneTransaction();
        addLineOf(EVENTS);

        assertThat(ofEvents(project.verify()).findings()).isEmpty();
    }

    /** Puts a line of an offset into the lake and its ledger, as if it had been taken. */
    private void addLineOf(int offset) throws IOException, SQLException {
        project.ingest();
        editDay(events, lines -> lines.add(lines.get(0).replace("\"offset\":0,", "\"offset\":" + offset + ",")));
        byte[] bytes = Files.readAllBytes(project.layout().resolve(day(events)));
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        sql(
                project.layout().ledger(),
                "UPDATE file SET length = " + bytes.length + ", checksum = " + checksum.getValue() + " WHERE path = '"
                        + day(events) + "'");
    }

    @Test
    void aFileThatIsGoneIsNamedWithItsRecords() throws IOException {
        Files.delete(project.layout().resolve(day(events)));

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.missing()).isEqualTo(EVENTS - 2);
        assertThat(topic.unexpected()).isEqualTo(EVENTS - 2 + 1);
        assertThat(topic.findings())
                .contains("damaged: lake file " + day(events) + " is gone; the ledger has 18 records in it")
                .contains("missing in the lake: " + at(events, 0) + " (key event-0, 2026-11-20T12:00:00Z)");
    }

    @Test
    void aDeadLetterThatIsGoneIsMissing() throws IOException {
        edit("_dead_letters/" + day(events), lines -> lines.remove(0));

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.quarantined()).isEqualTo(1);
        assertThat(topic.findings())
                .anyMatch(finding -> finding.startsWith("missing in the lake: " + at(events, NOT_JSON_FIRST)));
    }

    @Test
    void aRowThatIsGoneIsNamed() throws SQLException {
        sql("DELETE FROM " + events + " WHERE kafka_offset = 11");

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.unexpected()).isZero();
        assertThat(topic.warehouse()).hasValue(EVENTS - 3);
        assertThat(topic.findings()).containsExactly("missing in the warehouse: " + at(events, 11));
    }

    @Test
    void aRowThatTheLakeNeverHadIsNamed() throws SQLException {
        sql("INSERT INTO " + events + " (data, imported_at, kafka_epoch, kafka_partition, kafka_offset, lake_file,"
                + " lake_position) SELECT data, imported_at, kafka_epoch, kafka_partition, 77, lake_file, 77 FROM "
                + events + " WHERE kafka_offset = 1");

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.unexpected()).isEqualTo(1);
        assertThat(topic.missing()).isZero();
        assertThat(topic.findings())
                .containsExactly("unexpected in the warehouse: " + at(events, 77) + ", which the lake does not have");
    }

    @Test
    void aSummaryThatDiffersFromItsRowsIsNamed() throws Exception {
        useOwnTopics("TRANSACTIONS_FAILED", "delete");
        assertThat(project.verify().clean()).isTrue();
        sql("UPDATE _sums_TRANSACTIONS_FAILED_by_COUNTRY SET records = 19");

        TopicVerification topic = ofEvents(project.verify());

        assertThat(topic.unexpected()).isEqualTo(1);
        assertThat(topic.findings())
                .containsExactly("damaged: summary _sums_TRANSACTIONS_FAILED_by_COUNTRY has records 19 for rows without"
                        + " one, the rows give 18");
    }

    @Test
    void anOutdatedRowOfALatestFeedIsNamed() throws SQLException {
        sql("UPDATE " + totals + " SET kafka_offset = 4 WHERE kafka_key = 'total-1'");

        TopicVerification topic = ofTotals(project.verify());

        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.findings())
                .containsExactly("outdated in the warehouse: key total-1 stands at " + at(totals, 4)
                        + ", the newest is " + at(totals, 7));
    }

    @Test
    void aKeyThatIsGoneFromALatestFeedIsNamed() throws SQLException {
        sql("DELETE FROM " + totals + " WHERE kafka_key = 'total-2'");

        TopicVerification topic = ofTotals(project.verify());

        assertThat(topic.missing()).isEqualTo(1);
        assertThat(topic.findings())
                .containsExactly("missing in the warehouse: key total-2, whose newest is " + at(totals, 8));
    }

    @Test
    void aRowWithoutAKeyInALatestFeedCountsByItsCoordinates() throws Exception {
        useOwnTopics();
        produce(totals, null, "{\"total\":100}");
        project.ingest();
        project.load();
        assertThat(project.verify().clean()).isTrue();

        sql("DELETE FROM " + totals + " WHERE kafka_key IS NULL");

        assertThat(ofTotals(project.verify()).findings())
                .containsExactly("missing in the warehouse: " + at(totals, TOTALS));
    }

    @Test
    void aRemovedKeyIsNoDifferenceAndItsReturnIs() throws Exception {
        useOwnTopics();
        produce(totals, "total-0", null);
        project.ingest();
        project.load();
        Verification verification = project.verify();
        assertThat(verification.clean()).isTrue();
        assertThat(ofTotals(verification).warehouse()).hasValue(2);

        sql("INSERT INTO " + totals + " (data, imported_at, kafka_epoch, kafka_partition, kafka_offset, kafka_key,"
                + " lake_file, lake_position, latest_key) SELECT data, imported_at, kafka_epoch, kafka_partition, 6,"
                + " 'total-0', lake_file, 6, 'total-0' FROM " + totals + " LIMIT 1");

        assertThat(ofTotals(project.verify()).findings())
                .containsExactly("outdated in the warehouse: key total-0 stands at " + at(totals, 6)
                        + ", the newest is " + at(totals, TOTALS));
    }

    @Test
    void whatIsNotIngestedOrLoadedYetWaits() throws Exception {
        useOwnTopics();
        produce(events, "late", "{\"number\":1}");
        produce(events, "later", "{\"number\":2}");
        assertThat(project.verify()).matches(Verification::clean).matches(now -> now.waiting() == 2);

        project.ingest();
        assertThat(project.verify()).matches(Verification::clean).matches(now -> now.waiting() == 2);

        project.load();
        assertThat(project.verify()).matches(Verification::clean).matches(now -> now.waiting() == 0);
    }

    @Test
    void aProjectThatHasNothingYetWaitsForEverything() {
        TestProject empty = TestProject.in(folder.resolve("empty"), project.bootstrapServers(), project.feeds());

        Verification verification = empty.verify();

        assertThat(verification.clean()).isTrue();
        assertThat(verification.waiting()).isEqualTo(EVENTS + TOTALS);
        assertThat(empty.lake()).doesNotExist();
    }

    @Test
    void whatKafkaNoLongerHoldsIsNoDifference() throws ExecutionException, InterruptedException {
        useOwnTopics();
        TopicPartition partition = new TopicPartition(events, 0);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(12)))
                .all()
                .get();

        Verification verification = project.verify();

        assertThat(verification.clean()).isTrue();
        assertThat(ofEvents(verification).kafka()).isEqualTo(EVENTS - 12);
        assertThat(ofEvents(verification).lake()).isEqualTo(EVENTS - 2);
    }

    @Test
    void aTopicThatWasMadeAgainIsNoDifference() throws Exception {
        useOwnTopics();
        admin.deleteTopics(List.of(events)).all().get();
        admin.createTopics(List.of(new NewTopic(events, 1, (short) 1))).all().get();
        produce(events, "new", "{\"number\":1}");
        assertThat(project.verify()).matches(Verification::clean).matches(now -> now.waiting() == 1);

        project.ingest();
        project.load();

        Verification verification = project.verify();
        assertThat(verification.clean()).isTrue();
        assertThat(ofEvents(verification).lake()).isEqualTo(EVENTS - 2 + 1);
        assertThat(ofEvents(verification).kafka()).isEqualTo(1);
        sql("DELETE FROM " + events + " WHERE kafka_epoch = 1");
        assertThat(ofEvents(project.verify()).findings())
                .containsExactly("missing in the warehouse: " + at(events, 0) + " epoch 1");
    }

    @Test
    void aFeedThatIsNotLoadedHasNoRowsToMiss() {
        TestProject ignoring = new TestProject(
                project.bootstrapServers(),
                new Feeds(List.of(new Feed(events, FeedMode.IGNORE, List.of(), false))),
                project.lake(),
                folder.resolve("none.db"));

        Verification verification = ignoring.verify();

        assertThat(verification.clean()).isTrue();
        assertThat(verification.waiting()).isZero();
        assertThat(ofEvents(verification).warehouse()).isEmpty();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the failure
    void aPipelineThatGoesOnMeanwhileMakesNoDifference() throws Exception {
        useOwnTopics();
        List<Verification> verifications = new ArrayList<>();
        try (Running running = new Running(project)) {
            for (int round = 0; round < 8; round++) {
                for (int n = 0; n < 60; n++) {
                    String value = n % 7 == 0 ? null : "{\"total\":" + n + "}";
                    producer.send(new ProducerRecord<>(n % 2 == 0 ? events : totals, "total-" + n % 5, value), running);
                }
                verifications.add(project.verify());
            }
        }
        assertThat(verifications)
                .allSatisfy(verification -> assertThat(verification.topics())
                        .allSatisfy(topic -> assertThat(topic.findings()).isEmpty()));
        assertThat(verifications.get(7).records())
                .isGreaterThan(verifications.get(0).records());
        project.ingest();
        project.load();
        assertThat(project.verify()).matches(Verification::clean).matches(now -> now.waiting() == 0);
    }

    /** Ingest and load that go on in threads of their own until closed. */
    private static final class Running implements AutoCloseable, FollowLake.Listener, Callback {
        private final Ingest ingest;
        private final Warehouse warehouse;
        private final LakeReader reader;
        private final FollowLake follow;
        private final List<Thread> threads;
        private volatile Exception failure;

        Running(TestProject project) {
            ingest = project.openIngest(CrashPoint.Visitor.NONE);
            warehouse = project.openWarehouse();
            reader = LakeReader.open(project.layout());
            follow = new FollowLake(
                    new LoadLake(warehouse, reader, project.feeds(), InstantSource.system()), reader, this);
            threads = List.of(new Thread(ingest::runUntilStopped), new Thread(follow::runUntilStopped));
            threads.forEach(Thread::start);
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception exception) {
            failure = exception == null ? failure : exception;
        }

        @Override
        public void loaded(LoadSummary summary) {}

        @Override
        public void delayed(WarehouseException reason) {
            failure = reason;
        }

        @Override
        public void close() throws InterruptedException {
            ingest.stop();
            follow.stop();
            for (Thread thread : threads) {
                thread.join();
            }
            ingest.close();
            warehouse.close();
            reader.close();
            assertThat(failure).isNull();
        }
    }

    /** Takes two offsets of the topic {@code events} that no reader ever sees. */
    @SuppressWarnings("FutureReturnValueIgnored") // the transaction is aborted anyway
    private void abortOneTransaction() {
        Map<String, Object> properties = broker.clientSettings().toProperties();
        properties.put("transactional.id", events);
        try (KafkaProducer<String, String> transactional =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(events, 0, DAY.toEpochMilli(), "k", "{}"));
            transactional.flush();
            transactional.abortTransaction();
        }
        try (Topics topics = new Topics(broker.clientSettings())) {
            await().until(
                            () -> topics.endOffsets(List.of(events), IsolationLevel.READ_COMMITTED)
                                    .get(new TopicPartition(events, 0)),
                            end -> end == EVENTS + 2);
        }
    }

    private static String day(String topic) {
        return topic + "/2026-11-20/" + topic + "_2026-11-20.jsonl";
    }

    private static String at(String topic, long offset) {
        return topic + " partition 0 offset " + offset;
    }

    private void editDay(String topic, Consumer<List<String>> change) throws IOException {
        edit(day(topic), change);
    }

    private void edit(String path, Consumer<List<String>> change) throws IOException {
        Path file = project.layout().resolve(path);
        List<String> lines = new ArrayList<>(Files.readAllLines(file, UTF_8));
        change.accept(lines);
        Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private static int indexOf(List<String> lines, int offset) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("\"offset\":" + offset + ",")) {
                return i;
            }
        }
        throw new AssertionError("no line of offset " + offset + " in " + lines);
    }

    private void sql(String statement) throws SQLException {
        sql(project.database(), statement);
    }

    private static void sql(Path database, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).as(statement).isEqualTo(1);
        }
    }

    private TopicVerification ofEvents(Verification verification) {
        return of(verification, events);
    }

    private TopicVerification ofTotals(Verification verification) {
        return of(verification, totals);
    }

    private static TopicVerification of(Verification verification, String topic) {
        return verification.topics().stream()
                .filter(found -> found.topic().equals(topic))
                .findFirst()
                .orElseThrow();
    }
}
