package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.TopicRetention;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.files.DurableFiles;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.ErasureFile;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.FileRepair;
import dev.tributary.lake.LakeErasure;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeLockedException;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.KillPoint;
import dev.tributary.warehouse.EraseRows;
import dev.tributary.warehouse.LakeQuery;
import dev.tributary.warehouse.LoadPoints;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.RebuildListener;
import dev.tributary.warehouse.RebuildWarehouse;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forgets a person who stands everywhere under two versions of the key, is killed in it, brings old things back, and searches the bytes each time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ForgetTest {
    static final String PERSON = "USER-4026";
    static final Map<String, String> KEYS =
            Map.of(PseudonymKeys.VARIABLE, "1 " + "a1".repeat(32) + ",2 " + "b2".repeat(32));

    private static final String NEAR = "USER-40261";
    private static final List<String> OTHERS = List.of("USER-1111", NEAR, "USER-2222");
    private static final String USD = "TRANSACTIONS_USD";
    private static final String SPENDING = "USER_SPENDING_BY_TYPE";
    private static final String RAW = "Raw";
    private static final String QUARANTINE = "TRANSACTIONS_QUARANTINE";
    private static final List<String> TOPICS = List.of(USD, SPENDING, RAW, QUARANTINE);
    private static final Feeds FEEDS = new Feeds(List.of(
            Feed.append(USD),
            Feed.latest(SPENDING),
            Feed.append(RAW),
            new Feed(QUARANTINE, FeedMode.IGNORE, List.of(), true)));
    private static final long MIDNIGHT = Instant.parse("2026-03-29T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000L;
    private static final Instant LATER = Instant.parse("2026-04-06T00:00:00Z");
    private static final int ROUNDS = 30;

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private Path loaded;
    private Path own;
    private TestProject project;

    static Settings settings(Path directory) {
        return SettingsReader.read(directory, KEYS, List.of());
    }

    private static String pseudonym(String user, int version) {
        return PseudonymKeys.load(Path.of("none"), KEYS)
                .orElseThrow()
                .versions()
                .get(version - 1)
                .pseudonym(PseudonymKeys.USER_ID, user);
    }

    /** What may stand nowhere any more. */
    private static List<String> traces() {
        return List.of(
                PERSON + "\"", PERSON + "\\", PERSON + "!", PERSON + ",", pseudonym(PERSON, 1), pseudonym(PERSON, 2));
    }

    @BeforeAll
    void fillKafkaLakeAndWarehouse() throws Exception {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(TOPICS, 2);
        }
        produce();
        loaded = Files.createDirectories(folder.resolve("loaded"));
        Files.writeString(loaded.resolve("tributary.yaml"), """
                feeds:
                - {topic: TRANSACTIONS_USD}
                - {topic: USER_SPENDING_BY_TYPE, mode: latest}
                - {topic: Raw}
                - {topic: TRANSACTIONS_QUARANTINE, mode: ignore}
                """);
        TestProject first = TestProject.in(loaded, broker.bootstrapServers(), FEEDS);
        first.ingest();
        first.load();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void copyProject(TestInfo test) throws IOException {
        own = Files.createTempDirectory(
                folder, test.getTestMethod().orElseThrow().getName());
        copy(loaded, own);
        project = TestProject.in(own, broker.bootstrapServers(), FEEDS);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The key changes in the middle. */
    private void produce() throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int n = 0; n < ROUNDS; n++) {
                List<String> users =
                        Stream.concat(Stream.of(PERSON), OTHERS.stream()).toList();
                for (String user : users) {
                    long time = MIDNIGHT + (n % 3 - 1) * DAY + n;
                    String hashed = pseudonym(user, n < ROUNDS / 2 ? 1 : 2);
                    send(producer, USD, time, "TXN-" + user.hashCode() + "-" + n, usd(hashed, n));
                    send(
                            producer,
                            SPENDING,
                            time,
                            hashed + "|purchase",
                            "{\"USER_ID_HASHED\":\"" + hashed
                                    + "\",\"TRANSACTION_TYPE\":\"purchase\",\"TOTAL_SPENT_USD\":" + n + "}");
                    send(producer, RAW, time, "k", "{\"USER_ID\":\"" + user + "\",\"n\":" + n + "}");
                }
            }
            String escaped = "{\"USER_ID\":\"USER\\u002d4026\",\"n\":1}";
            send(producer, RAW, MIDNIGHT, "k", escaped);
            send(producer, SPENDING, MIDNIGHT + 1, pseudonym(PERSON, 1) + "|refund", null);
            send(producer, USD, MIDNIGHT, PERSON + "!", "no JSON, " + PERSON + ", at all");
            send(producer, USD, MIDNIGHT, "x", "no JSON, " + NEAR + ", at all");
            send(
                    producer,
                    QUARANTINE,
                    MIDNIGHT,
                    "q",
                    "{\"REASON\":\"r\",\"TOPIC\":\"t\",\"PARTITION\":0,\"OFFSET\":1,\"RAW_base64\":\""
                            + Base64.getEncoder().encodeToString(("\u00ff" + PERSON + "!").getBytes(ISO_8859_1))
                            + "\"}");
            send(
                    producer,
                    QUARANTINE,
                    MIDNIGHT,
                    "q",
                    "{\"REASON\":\"r\",\"TOPIC\":\"t\",\"PARTITION\":0,\"OFFSET\":2,\"RAW\":\"{\\\"USER_ID\\\":\\\""
                            + PERSON + "\\\"}\"}");
            send(
                    producer,
                    QUARANTINE,
                    MIDNIGHT,
                    "q",
                    "{\"REASON\":\"r\",\"TOPIC\":\"t\",\"PARTITION\":0,\"OFFSET\":3,\"RAW\":\"" + NEAR + "\"}");
        }
    }

    private static String usd(String hashed, int n) {
        return "{\"TRANSACTION_ID\":\"TXN-" + n + "\",\"USER_ID_HASHED\":\"" + hashed + "\",\"USER_NAME_HASHED\":\""
                + "0".repeat(32) + "\",\"TRANSACTION_TYPE\":\"" + (n % 2 == 0 ? "purchase" : "refund")
                + "\",\"COUNTRY\":\"UK\",\"PAYMENT_METHOD\":\"paypal\",\"STATUS\":\"completed\",\"AMOUNT_USD\":" + n
                + ".123456}";
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, long time, String key, String value)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(
                        topic, null, time, key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8)))
                .get();
    }

    private ForgetPerson forget() {
        return new ForgetPerson(settings(own), KEYS, (what, done) -> {});
    }

    private ForgetPerson.Result forgotten() {
        ForgetPerson.Result result = forget().run(PERSON, Instant.now(), id -> {});
        assertThat(result.left()).isEmpty();
        return result;
    }

    private Erasures erasures() {
        return KnownErasures.of(settings(own), KEYS);
    }

    /** By other means than the product's: each byte of each file, and what stands in Base64. */
    private static Set<String> found(Path root) throws IOException {
        Set<String> found = new TreeSet<>();
        String base64 = Base64.getEncoder().encodeToString(("\u00ff" + PERSON + "!").getBytes(ISO_8859_1));
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(path), ISO_8859_1);
                Stream.concat(traces().stream(), Stream.of(base64, "USER\\u002d4026"))
                        .filter(bytes::contains)
                        .forEach(trace -> found.add(root.relativize(path) + " has " + trace));
            }
        }
        return found;
    }

    private Verification assertReconciled() {
        Verification verification = project.verify(erasures());
        assertThat(verification.topics())
                .allSatisfy(topic -> assertThat(topic.findings()).isEmpty())
                .allMatch(TopicVerification::clean);
        return verification;
    }

    private static List<String> rows(Path database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.append(found.getString(column)).append('|');
                }
                rows.add(row.toString());
            }
            return rows;
        }
    }

    private List<String> rows(String sql) throws SQLException {
        return rows(project.database(), sql);
    }

    /** The lines of the lake by file and position. */
    private Map<String, String> lines() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (LakeReader lake = LakeReader.open(project.layout())) {
            for (LakeFile file : lake.files()) {
                LakeLines.read(
                        project.layout().resolve(file.path()),
                        0,
                        file.length(),
                        (position, buffer, offset, length, terminated) ->
                                lines.put(file.path() + " " + position, new String(buffer, offset, length, UTF_8)));
            }
        }
        return lines;
    }

    private static boolean isTheirs(String line) {
        return traces().stream().anyMatch(line::contains)
                || line.contains("002d4026")
                || line.contains(Base64.getEncoder().encodeToString(("\u00ff" + PERSON + "!").getBytes(ISO_8859_1)));
    }

    @Test
    void everythingOfThePersonGoesAndNothingElseMoves() throws Exception {
        Map<String, String> before = lines();
        List<String> others = rows("SELECT * FROM TRANSACTIONS_USD WHERE USER_ID_HASHED NOT IN ('"
                + pseudonym(PERSON, 1) + "', '" + pseudonym(PERSON, 2) + "') ORDER BY id");
        assertThat(found(own)).isNotEmpty();
        ForgetPerson.Plan plan = forget().look(PERSON, Optional.empty(), Instant.now());
        assertThat(lines()).isEqualTo(before);

        ForgetPerson.Result result = forgotten();

        assertThat(result.lake().stream().mapToLong(LakeErasure.Found::lines).sum())
                .isEqualTo(
                        plan.lake().stream().mapToLong(LakeErasure.Found::lines).sum())
                .isEqualTo(before.values().stream().filter(ForgetTest::isTheirs).count())
                .isEqualTo(3 * ROUNDS + 5);
        assertThat(result.rows())
                .isEqualTo(plan.rows())
                .containsEntry(USD, (long) ROUNDS)
                .containsEntry(SPENDING, 2L)
                .containsEntry(RAW, ROUNDS + 1L)
                .containsEntry("USERS", 2L)
                .containsEntry("_tombstones", 1L);
        assertThat(found(own)).isEmpty();
        Map<String, String> after = lines();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((place, line) -> {
            String now = String.valueOf(after.get(place));
            if (isTheirs(line)) {
                assertThat(now)
                        .hasSize(line.length())
                        .matches(
                                "\\{\"_kafka\":\\{\"partition\":\\d+,\"offset\":\\d+,\"timestamp\":\\d+,\"erased\":true}} *");
            } else {
                assertThat(now).isEqualTo(line);
            }
        });
        assertThat(rows("SELECT * FROM TRANSACTIONS_USD ORDER BY id")).isEqualTo(others);
        assertThat(rows("SELECT records, amount_millionths FROM _sums_TRANSACTIONS_USD_by_COUNTRY"))
                .isEqualTo(rows(
                        "SELECT count(*), sum(CAST(round(AMOUNT_USD * 1000000) AS INTEGER)) FROM TRANSACTIONS_USD"));
        Verification verification = assertReconciled();
        assertThat(verification.erased()).isEqualTo(3 * ROUNDS + 5);
        project.load();
        project.ingest(erasures());
        project.load();
        assertReconciled();
        assertThat(found(own)).isEmpty();
    }

    @Test
    void nobodyElseIsTakenForThePerson() throws Exception {
        forgotten();

        assertThat(rows("SELECT count(*) FROM Raw WHERE USER_ID = '" + NEAR + "'"))
                .containsExactly(ROUNDS + "|");
        List<String> left = new ArrayList<>();
        try (LakeReader lake = LakeReader.open(project.layout())) {
            new Catalogue(lake).forEach(entry -> left.add(entry.text().orElse("")));
        }
        assertThat(left).hasSize(2).allMatch(preview -> preview.contains(NEAR));
    }

    @ParameterizedTest
    @EnumSource(ForgetPoint.class)
    void killedAnywhereTheNextRunBringsItToItsEnd(ForgetPoint point) throws Exception {
        try (ChildProcess process = ChildProcess.start(folder, KillableForget.class, own.toString(), point.name())) {
            process.awaitLine(KillPoint.AT + point);
            process.kill();
        }
        boolean inTheLake =
                EnumSet.range(ForgetPoint.LAKE_BEGUN, ForgetPoint.LAKE_RECORDED).contains(point);
        if (inTheLake) {
            assertThatThrownBy(() -> LakeLease.take(project.layout(), "backup"))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("broken off");
        }
        assertThat(forget().unfinished()).hasSize(point == ForgetPoint.SCRUBBED ? 0 : 1);
        if (point == ForgetPoint.DECIDED || point == ForgetPoint.LAKE_REPLACED) {
            project.ingest(erasures());
            project.load();
            assertThat(lines().values()).noneMatch(ForgetTest::isTheirs);
        }

        assertThat(forget().resume(Instant.now()).left()).isEmpty();

        assertThat(forget().unfinished()).isEmpty();
        assertThat(found(own)).isEmpty();
        if (point == ForgetPoint.LAKE_REPLACED || point == ForgetPoint.ROWS_ERASED) {
            assertThat(assertReconciled().erased()).isEqualTo(3 * ROUNDS + 5);
        } else {
            assertThat(wholeFiles()).isTrue();
        }
    }

    /** Whether each file is what the ledger says. */
    private boolean wholeFiles() throws IOException {
        try (LakeReader lake = LakeReader.open(project.layout())) {
            for (LakeFile file : lake.committedFiles()) {
                if (!FileRepair.whole(project.layout(), file)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Test
    void keptReportsThatShowThePersonAreDeleted() throws IOException {
        Path reports = Files.createDirectories(own.resolve("reports"));
        Path theirs = reports.resolve("TP_DataLake_Report_2026-03-30_120000_en.html");
        Path others = reports.resolve("TP_DataLake_Report_2026-03-31_120000_en.html");
        Files.writeString(theirs, "<td>" + pseudonym(PERSON, 2) + "</td>");
        Files.writeString(others, "<td>" + pseudonym(NEAR, 2) + "</td>");

        assertThat(forgotten().reports()).containsExactly(theirs);

        assertThat(theirs).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void aReplayFromKafkaBringsNothingBack() throws Exception {
        forgotten();
        DurableFiles.deleteAll(project.lake());
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(project.database() + suffix));
        }

        project.ingest(erasures());
        project.load();

        assertThat(found(own)).isEmpty();
        assertThat(forget().unfinished()).isEmpty();
        assertThat(assertReconciled().erased()).isEqualTo(3 * ROUNDS + 5);
    }

    @Test
    void whoComesBackIsNotErasedAgain() throws Exception {
        forgotten();
        Erasures erasures = erasures();
        byte[] line = ("{\"USER_ID\":\"" + PERSON + "\"}").getBytes(UTF_8);
        long until = erasures.all().get(0).until();

        assertThat(erasures.cover(until, line, 0, line.length)).isTrue();
        assertThat(erasures.cover(until + 1, line, 0, line.length)).isFalse();
    }

    @Test
    void theLedgerMadeAnewAndAMendedFileHaveNothingOfThePerson() throws Exception {
        forgotten();
        Map<String, String> lines = lines();
        try (KafkaConnection kafka = KafkaConnection.find(
                        Optional.of(broker.bootstrapServers()), Map.of(), BrokerConfig.in(own))
                .orElseThrow()) {
            LakeFile file = files(USD).get(0);
            try (RandomAccessFile open =
                    new RandomAccessFile(project.layout().resolve(file.path()).toFile(), "rw")) {
                open.seek(2);
                open.write("damage over an erased line or another".getBytes(UTF_8));
            }
            assertThat(project.verify(erasures()).clean()).isFalse();
            List<RepairFiles.Outcome> outcomes =
                    RepairFiles.run(project.layout(), kafka, List.of(file.path()), false, erasures(), point -> {});
            assertThat(outcomes).allMatch(RepairFiles.Outcome::whole);
            assertThat(lines()).isEqualTo(lines);
            Files.delete(project.layout().ledger());
            RebuildLedger.run(
                    project.layout(),
                    FEEDS,
                    Optional.of(kafka),
                    erasures(),
                    Instant.now(),
                    new LedgerRebuild.Listener() {});
        }
        assertThat(lines()).isEqualTo(lines);
        project.ingest(erasures());
        project.load();
        assertReconciled();
        assertThat(found(own)).isEmpty();
    }

    private List<LakeFile> files(String topic) {
        try (LakeReader lake = LakeReader.open(project.layout())) {
            return lake.files().stream()
                    .filter(file -> file.topic().equals(topic))
                    .toList();
        }
    }

    @Test
    void theWarehouseMadeAnewHasTheSameRows() throws Exception {
        new PruneExpiredDays(settings(own)).run(LATER, 1);
        ForgetPerson.Result result = forgotten();
        assertThat(result.rows()).containsEntry(USD, (long) ROUNDS);
        assertReconciled();
        List<String> rows =
                rows("SELECT id, data, imported_at, kafka_offset, kafka_partition FROM TRANSACTIONS_USD ORDER BY id");
        List<String> sums = rows("SELECT * FROM _sums_TRANSACTIONS_USD_by_USER_ID_HASHED ORDER BY 1");

        new RebuildWarehouse(
                        settings(own).warehouse(), project.layout(), InstantSource.system(), new RebuildListener() {
                            @Override
                            public void loaded(long bytes, long total) {}
                        })
                .run(false, () -> false);

        assertThat(
                        rows(
                                "SELECT id, data, imported_at, kafka_offset, kafka_partition FROM TRANSACTIONS_USD ORDER BY id"))
                .isEqualTo(rows);
        assertThat(rows("SELECT * FROM _sums_TRANSACTIONS_USD_by_USER_ID_HASHED ORDER BY 1"))
                .isEqualTo(sums);
        assertReconciled();
        assertThat(found(own)).isEmpty();
    }

    @Test
    void anOlderBackupThatIsRestoredForgetsThemAgain() throws Exception {
        Path backups = Files.createDirectories(own.resolve("backups"));
        Files.writeString(
                own.resolve("tributary.yaml"),
                Files.readString(own.resolve("tributary.yaml")) + "backup: {folder: backups}\n");
        Backup.take(
                settings(own),
                backups.resolve("old"),
                Instant.now().minus(Duration.ofMinutes(1)),
                (part, done, total) -> {});
        forgotten();
        Backup.take(settings(own), backups.resolve("new"), Instant.now(), (part, done, total) -> {});
        assertThat(found(backups.resolve("old"))).isNotEmpty();
        assertThat(found(backups.resolve("new"))).isEmpty();

        Path elsewhere = folder.resolve("elsewhere");
        Restore.run(
                backups.resolve("old"),
                elsewhere,
                file -> SettingsReader.read(elsewhere, file, KEYS, List.of()),
                KEYS,
                (part, done, total) -> {});

        assertThat(found(elsewhere)).isEmpty();
        assertThat(ErasureFile.read(elsewhere.resolve(".tributary/erasures.jsonl")))
                .hasSize(1);
        own = elsewhere;
        project = TestProject.in(own, broker.bootstrapServers(), FEEDS);
        project.ingest(erasures());
        project.load();
        assertReconciled();
        assertThat(found(own)).isEmpty();
    }

    @Test
    void readersSeeWholeLinesAllTheWhile() throws Exception {
        Path file = project.layout().resolve(files(USD).get(0).path());
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> {
            long whole = 0;
            while (!ended.get() || whole == 0) {
                whole += wholeLines(file);
            }
            return whole;
        });
        forgotten();
        ended.set(true);

        assertThat(reading.get()).isPositive();
    }

    private static long wholeLines(Path file) {
        long[] whole = {0};
        try {
            LakeLines.read(file, 0, Files.size(file), (position, buffer, offset, length, terminated) -> {
                assertThat(terminated).isTrue();
                try {
                    assertThat(LakeLine.parse(buffer, offset, length).stamp()).isPresent();
                } catch (NotAnObjectException e) {
                    throw new AssertionError(e);
                }
                whole[0]++;
            });
            return whole[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aLoadThatReadTheLinesBeforeDoesNotBringThemBack() throws Exception {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(project.database() + suffix));
        }
        AtomicBoolean done = new AtomicBoolean();
        project.load(new LoadPoints() {
            @Override
            public void afterLoadCommit() {
                if (done.compareAndSet(false, true)) {
                    erase();
                }
            }
        });

        assertThat(rows("SELECT count(*) FROM TRANSACTIONS_USD")).containsExactly(3 * ROUNDS + "|");
        assertThat(rows("SELECT data FROM Raw")).noneMatch(ForgetTest::isTheirs);
        assertReconciled();
    }

    /** As the command does, but for the scrubbing, which waits for the load. */
    private void erase() {
        ErasureFile.add(
                KnownErasures.file(settings(own)),
                List.of(KnownErasures.decide(
                        PERSON, PseudonymKeys.load(Path.of("none"), KEYS).orElseThrow(), Instant.now(), 0)));
        try (LakeErasure lake = LakeErasure.open(project.layout(), point -> {});
                Warehouse warehouse = project.openWarehouse()) {
            lake.run(erasures(), bytes -> {});
            new EraseRows(warehouse, erasures(), rows -> {}).run(Instant.now());
        }
    }

    @Test
    void whoReadsOrWritesTheLakeKeepsItFromBeingChanged() throws Exception {
        Map<String, String> before = lines();
        try (LakeLease lease = LakeLease.take(project.layout(), "backup")) {
            assertThatThrownBy(this::forgotten)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("is being read")
                    .hasMessageContaining("backup of process");
        }
        try (Ingest ingest = project.openIngest(new IngestListener() {})) {
            assertThatThrownBy(this::forgotten)
                    .isInstanceOf(LakeLockedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        assertThat(lines()).isEqualTo(before);
        assertThat(forget().resume(Instant.now()).left()).isEmpty();
        assertThat(found(own)).isEmpty();
    }

    @Test
    void aDamagedFileIsMendedBeforeItIsChanged() throws Exception {
        LakeFile file = files(USD).get(0);
        try (RandomAccessFile open =
                new RandomAccessFile(project.layout().resolve(file.path()).toFile(), "rw")) {
            open.seek(5);
            open.write('X');
        }
        assertThatThrownBy(this::forgotten)
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("is damaged")
                .satisfies(
                        e -> assertThat(((LakeException) e).fix().orElseThrow()).contains("rebuild --file"));

        try (KafkaConnection kafka = KafkaConnection.find(
                        Optional.of(broker.bootstrapServers()), Map.of(), BrokerConfig.in(own))
                .orElseThrow()) {
            assertThat(RepairFiles.run(project.layout(), kafka, List.of(file.path()), false, erasures(), point -> {}))
                    .allMatch(RepairFiles.Outcome::whole);
        }
        assertThat(forget().resume(Instant.now()).left()).isEmpty();
        assertThat(found(own)).isEmpty();
        assertReconciled();
    }

    @Test
    void queriesOnTheLakeSeeNoErasedLines() throws Exception {
        forgotten();
        List<String> answer = new ArrayList<>();
        try (LakeReader lake = LakeReader.open(project.layout());
                LakeQuery query = LakeQuery.on(lake)) {
            query.run("SELECT count(*) FROM TRANSACTIONS_USD", 10, Duration.ofSeconds(30), new QueryRows() {
                @Override
                public void columns(List<String> names) {}

                @Override
                public void row(List<SqlValue> values) {
                    answer.add(values.get(0).toString());
                }
            });
        }
        assertThat(answer.get(0)).contains(String.valueOf(3 * ROUNDS));
    }

    @Test
    void archivesAreErasedToo() throws Exception {
        Files.writeString(
                own.resolve("tributary.yaml"),
                Files.readString(own.resolve("tributary.yaml")) + "retention: {archive: parquet}\n");
        new PruneExpiredDays(settings(own)).run(LATER, 1);
        try (LakeReader lake = LakeReader.open(project.layout())) {
            assertThat(lake.pruned()).anyMatch(pruned -> pruned.archive().isPresent());
        }

        ForgetPerson.Result result = forgotten();

        assertThat(result.archives()).isNotEmpty();
        try (LakeReader lake = LakeReader.open(project.layout());
                ParquetArchiver archiver = new ParquetArchiver()) {
            assertThat(LakeErasure.lookArchives(lake, erasures(), archiver)).isEmpty();
        }
        assertReconciled();
        assertThat(found(own)).isEmpty();
    }

    @Test
    void whileArchivesMayHaveThemNoArchiveIsBroughtBack() throws Exception {
        Files.writeString(
                own.resolve("tributary.yaml"),
                Files.readString(own.resolve("tributary.yaml")) + "retention: {archive: parquet}\n");
        new PruneExpiredDays(settings(own)).run(LATER, 1);
        erase();
        ArchivedDays days = new ArchivedDays(settings(own));

        assertThatThrownBy(() -> days.restore(days.all(), LATER))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("a person is being forgotten");
        assertThat(lines().values()).noneMatch(ForgetTest::isTheirs);
        assertThatThrownBy(() ->
                        Backup.take(settings(own), own.resolve("backup"), Instant.now(), (part, done, total) -> {}))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("a person is being forgotten");
        assertThat(own.resolve("backup")).doesNotExist();

        assertThat(forget().resume(Instant.now()).archives()).isNotEmpty();
        days.restore(days.all(), LATER);
        assertThat(lines()).hasSizeGreaterThan(3 * ROUNDS);
        assertThat(lines().values()).noneMatch(ForgetTest::isTheirs);
        assertThat(found(own)).isEmpty();
    }

    @Test
    void whoIsNotFoundIsErasedAllTheSame() throws Exception {
        Map<String, String> before = lines();

        ForgetPerson.Result result = forget().run("USER-9999", Instant.now(), id -> {});

        assertThat(result.lake()).isEmpty();
        assertThat(result.rows()).isEmpty();
        assertThat(result.left()).isEmpty();
        assertThat(lines()).isEqualTo(before);
        byte[] comesLater = "{\"USER_ID\":\"USER-9999\"}".getBytes(UTF_8);
        assertThat(erasures().cover(MIDNIGHT, comesLater, 0, comesLater.length)).isTrue();
        assertReconciled();
    }

    @Test
    void whatIsNoIdAndAMissingKeyChangeNothing() {
        for (String wrong : List.of("", "4026", "a1", "USER 4026", "completed", "USER-4026\n", "x".repeat(200) + "1")) {
            assertThatThrownBy(() -> forget().run(wrong, Instant.now(), id -> {}))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("is no id of a user");
        }
        assertThatThrownBy(() -> new ForgetPerson(settings(own), Map.of(), (what, done) -> {})
                        .run(PERSON, Instant.now(), id -> {}))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("there is no key");
        assertThat(KnownErasures.file(settings(own))).doesNotExist();
    }

    @Test
    void withoutTheKeyNobodyOfTheErasedGetsInUnseen() throws Exception {
        forgotten();
        Erasures keyless = KnownErasures.of(settings(own), Map.of());
        DurableFiles.deleteAll(project.lake());

        assertThatThrownBy(() -> project.ingest(keyless))
                .hasMessageContaining("under version 1 of the pseudonyms' key, which is not here");
    }

    @Test
    void whatKafkaHoldsIsNamedWithItsTime() {
        try (KafkaConnection kafka = KafkaConnection.find(
                        Optional.of(broker.bootstrapServers()), Map.of(), BrokerConfig.in(own))
                .orElseThrow()) {
            Map<String, HeldByKafka> held = new HashMap<>();
            forget().look(PERSON, Optional.of(kafka), Instant.now())
                    .kafka()
                    .forEach(topic -> held.put(topic.topic(), topic));

            assertThat(held).containsOnlyKeys(USD, SPENDING, RAW, QUARANTINE);
            assertThat(held.get(USD).records()).isEqualTo(ROUNDS + 1L);
            assertThat(held.get(USD).expires()).isEqualTo("never expire");
        }
    }

    @Test
    void oneRecordExpiresAndSeveralExpire() {
        Optional<TopicRetention> never = Optional.of(new TopicRetention(Optional.empty(), false));
        Optional<TopicRetention> replaced = Optional.of(new TopicRetention(Optional.empty(), true));
        Optional<TopicRetention> aged = Optional.of(new TopicRetention(Optional.of(Duration.ofSeconds(60)), false));

        assertThat(new HeldByKafka(RAW, 1, 0, never).expires()).isEqualTo("never expires");
        assertThat(new HeldByKafka(RAW, 2, 0, never).expires()).isEqualTo("never expire");
        assertThat(new HeldByKafka(RAW, 1, 0, aged).expires()).isEqualTo("expires after 1970-01-01T00:01:00Z");
        assertThat(new HeldByKafka(RAW, 2, 0, aged).expires()).isEqualTo("expire after 1970-01-01T00:01:00Z");
        assertThat(new HeldByKafka(RAW, 1, 0, replaced).expires())
                .isEqualTo("is there until a newer record replaces it");
        assertThat(new HeldByKafka(RAW, 1, 0, Optional.empty()).expires()).startsWith("expires nobody knows when: ");
    }
}
