package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, twice in the same folder, and everything that it leaves behind. */
@Timeout(180)
class DemoTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int EVENTS = 1_500;
    private static final String SOURCE = "transaction_log";
    private static final String QUARANTINE = "TRANSACTIONS_QUARANTINE";

    /** As the original has them. */
    private static final Map<String, BigDecimal> RATES = Map.of(
            "USD", new BigDecimal("1"),
            "EUR", new BigDecimal("1.10"),
            "GBP", new BigDecimal("1.25"),
            "CAD", new BigDecimal("0.74"),
            "AUD", new BigDecimal("0.65"),
            "JPY", new BigDecimal("0.0067"));

    @TempDir
    static Path folder;

    private static Path project;
    private static Ended first;
    private static Ended verified;
    private static Ended second;
    private static int produced;
    private static List<byte[]> source;
    private static List<ConsumerRecord<byte[], byte[]>> derived;

    @BeforeAll
    static void runTwiceAndReadKafka() throws IOException {
        project = folder.resolve("d1");
        Files.createDirectories(project);
        Files.writeString(project.resolve("tributary.yaml"), """
                broker: { port: %d }
                generator:
                  lifecycle: 0.1
                  bad: { not-json: 0.01, not-object: 0.01, missing-id: 0.01, unknown-currency: 0.02, duplicate: 0.01, tombstone: 0.01 }
                """.formatted(FreePort.find()));
        first = demo();
        verified = run("verify");
        second = demo();
        try (EmbeddedBroker broker = EmbeddedBroker.start(
                        new BrokerConfig(project.resolve(".tributary/kafka"), FreePort.find(), 2));
                Topics topics = new Topics(broker.clientSettings())) {
            List<String> others = new ArrayList<>(topics.names());
            others.removeAll(List.of(SOURCE, QUARANTINE));
            List<ConsumerRecord<byte[], byte[]>> all =
                    IndependentComparison.records(broker.bootstrapServers(), List.of(SOURCE));
            produced = all.size();
            source = all.stream()
                    .filter(record -> record.value() != null)
                    .map(ConsumerRecord::value)
                    .toList();
            derived = IndependentComparison.records(broker.bootstrapServers(), others);
        }
    }

    private static Ended demo() {
        return run("demo", "--once", "--no-open", "--events", String.valueOf(EVENTS), "--seed", "7");
    }

    private static Ended run(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", project.toString()))
                .toArray(String[]::new);
        return new CommandLineRun(folder).run(all);
    }

    @Test
    void nothingOfAFreshProjectIsOpenToOthers() throws IOException {
        assertThat(run("permissions", "verify").exit()).isZero();
        assertThat(mode(project.resolve(".tributary"))).isEqualTo("rwx------");
        assertThat(mode(project.resolve("pipeline"))).isEqualTo("rwx------");
        assertThat(mode(project.resolve("data_warehouse.db"))).isEqualTo("rw-------");
    }

    @Test
    void itEndsWithEverythingReconciled() {
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.err())
                .contains("ok  Kafka broker", "ok  streams        11 derived topics", "ok  lake", "ok  warehouse")
                .contains("reconciled: 11 topics")
                .contains("nothing missing, nothing twice")
                .doesNotContain("wait for");
        assertThat(first.out()).contains("TRANSACTIONS_USD", "SPEND_LAST_FIVE_MIN_BY_TYPE");
    }

    @Test
    void verifyAgreesAfterwards() {
        assertThat(verified.exit()).as(verified.err()).isZero();
        assertThat(verified.err()).contains("reconciled: 11 topics");
    }

    @Test
    void statusAndDoctorFindItWell() throws IOException {
        Ended status = run("status", "-o", "json");
        assertThat(status.exit()).isZero();
        JsonNode usd = find(JSON.readTree(status.out()), "TRANSACTIONS_USD");
        assertThat(usd.get("lake").intValue()).isEqualTo(amounts().size());
        assertThat(usd.get("warehouse").intValue()).isEqualTo(amounts().size());
        assertThat(usd.get("waiting").intValue()).isZero();
        assertThat(usd.get("lag").isNull()).as("nobody asked Kafka").isTrue();

        Ended doctor = run("doctor", "-o", "json");
        assertThat(doctor.exit()).as(doctor.out()).isZero();
        assertThat(doctor.out()).doesNotContain("\"failed\"");
    }

    @Test
    void aSecondRunInTheSameFolderGoesOn() throws SQLException {
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.err()).contains("reconciled: 11 topics").doesNotContain("wait for");
        assertThat(source).hasSizeGreaterThan(2 * EVENTS * 9 / 10);
        assertThat(select("SELECT count(*) FROM TRANSACTIONS_SECURE"))
                .containsExactly(List.of(String.valueOf(amounts().size())));
    }

    @Test
    void theOriginalsTotalsPerTypeAreTheExactSumOfTheSource() throws SQLException {
        Map<String, BigDecimal> expected = new TreeMap<>();
        amounts().forEach(amount -> expected.merge(amount.type(), amount.usd(), BigDecimal::add));

        List<List<String>> totals = select("""
                SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                       SUM(json_extract(data, '$.AMOUNT_USD')) AS total_spent_usd
                FROM TRANSACTIONS_USD
                GROUP BY transaction_type;""");

        assertThat(totals).hasSize(4);
        totals.forEach(total -> assertThat(new BigDecimal(total.get(1)))
                .as(total.get(0))
                .isCloseTo(expected.get(total.get(0)), within(new BigDecimal("0.00001"))));
    }

    @Test
    void everyAmountInUsdIsExact() throws Exception {
        BigDecimal sum = BigDecimal.ZERO;
        for (List<String> row : select("SELECT data FROM TRANSACTIONS_USD")) {
            sum = sum.add(JSON.readTree(row.get(0)).get("AMOUNT_USD").decimalValue());
        }
        assertThat(sum)
                .isEqualByComparingTo(amounts().stream().map(Amount::usd).reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Test
    void theOriginalsTopTenAreThoseOfTheSource() throws SQLException {
        Map<String, BigDecimal> byUser = new TreeMap<>();
        amounts().forEach(amount -> byUser.merge(amount.user(), amount.usd(), BigDecimal::add));
        List<BigDecimal> expected = byUser.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(10)
                .toList();

        List<List<String>> top = select("""
                SELECT json_extract(data, '$.USER_ID_HASHED') AS user,
                       SUM(json_extract(data, '$.AMOUNT_USD')) AS total
                FROM TRANSACTIONS_USD
                GROUP BY user
                ORDER BY total DESC
                LIMIT 10;""");

        assertThat(top).hasSize(10);
        for (int i = 0; i < 10; i++) {
            assertThat(new BigDecimal(top.get(i).get(1))).isCloseTo(expected.get(i), within(new BigDecimal("0.00001")));
        }
    }

    @Test
    void theDatabaseFileAloneIsTheWholeWarehouse() throws IOException, SQLException {
        Path copy = folder.resolve("handed-in.db");
        Files.copy(project.resolve("data_warehouse.db"), copy);

        assertThat(select(copy, "SELECT count(*) FROM TRANSACTIONS_USD"))
                .containsExactly(List.of((Object) amounts().size()));
    }

    @Test
    void theTablePerUserAgreesWithTheTransactions() throws SQLException {
        assertThat(select("SELECT sum(TRANSACTION_COUNT) FROM USER_SPENDING_BY_TYPE"))
                .isEqualTo(select("SELECT count(*) FROM TRANSACTIONS_USD"));
        assertThat(select("SELECT count(*) FROM USER_SPENDING_BY_TYPE"))
                .isEqualTo(select("SELECT count(*) FROM (SELECT DISTINCT USER_ID_HASHED, TRANSACTION_TYPE"
                        + " FROM TRANSACTIONS_USD)"));
    }

    @Test
    void aLineDeletedFromTheLakeIsNamedByVerify() throws IOException {
        Path file = files(project.resolve("pipeline/TRANSACTIONS_USD")).get(0);
        byte[] before = Files.readAllBytes(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        JsonNode deleted = JSON.readTree(lines.remove(lines.size() / 2)).get("_kafka");
        try {
            Files.write(file, lines);

            Ended ended = run("verify");

            assertThat(ended.exit()).isEqualTo(6);
            assertThat(ended.err())
                    .contains("missing in the lake: TRANSACTIONS_USD partition " + deleted.get("partition") + " offset "
                            + deleted.get("offset") + " (key "
                            + deleted.get("key").textValue())
                    .contains("NOT reconciled:");
            JsonNode topic = find(JSON.readTree(run("verify", "-o", "json").out()), "TRANSACTIONS_USD");
            assertThat(topic.get("missing").intValue()).isEqualTo(1);
            assertThat(topic.get("duplicate").intValue()).isZero();
        } finally {
            Files.write(file, before);
        }
    }

    private static JsonNode find(JsonNode topics, String name) {
        for (JsonNode topic : topics) {
            if (topic.get("topic").textValue().equals(name)) {
                return topic;
            }
        }
        throw new AssertionError(name + " is not in " + topics);
    }

    @Test
    void noPersonalDataStandsInAnyDerivedTopic() {
        PersonalData personal = personalData();

        assertThat(derived).hasSizeGreaterThan(4 * EVENTS);
        for (ConsumerRecord<byte[], byte[]> record : derived) {
            assertThat(personal.foundIn(record.value() == null ? new byte[0] : record.value()))
                    .as("%s partition %d offset %d", record.topic(), record.partition(), record.offset())
                    .isEmpty();
            assertThat(personal.foundInValue(text(record.key()))).isEmpty();
        }
    }

    @Test
    void noPersonalDataStandsInAnyFileButTheSourcesAndTheQuarantines() throws IOException {
        PersonalData personal = personalData();
        Set<String> kinds = new HashSet<>();

        for (Path file : files(project)) {
            String path = project.relativize(file).toString();
            if (mayHoldPersonalData(path) || path.endsWith("index")) {
                continue;
            }
            kinds.add(path.split("/", -1)[0]);
            assertThat(personal.foundIn(Files.readAllBytes(file))).as(path).isEmpty();
        }
        assertThat(kinds).contains("pipeline", ".tributary", "data_warehouse.db");
    }

    private static boolean mayHoldPersonalData(String path) {
        return path.startsWith(".tributary/kafka/" + SOURCE + "-")
                || path.startsWith(".tributary/kafka/" + QUARANTINE + "-")
                || isQuarantine(path);
    }

    private static boolean isQuarantine(String path) {
        return path.startsWith("pipeline/" + QUARANTINE + "/") || path.startsWith("pipeline/_dead_letters/");
    }

    @Test
    void noPersonalDataIsPrinted() {
        PersonalData personal = personalData();
        for (Ended ended : List.of(first, verified, second, run("query", "run", "--all"), run("status"))) {
            assertThat(personal.foundInValue(ended.out() + ended.err())).isEmpty();
        }
    }

    @Test
    void noPersonalDataStandsInAnyColumnOfAnyTable() throws SQLException {
        PersonalData personal = personalData();
        List<List<String>> tables = select("SELECT name FROM sqlite_schema WHERE type = 'table'");

        assertThat(tables).hasSizeGreaterThan(10);
        for (List<String> table : tables) {
            for (List<Object> row : values("SELECT * FROM \"" + table.get(0) + "\"")) {
                row.stream()
                        .filter(value -> !(value instanceof Number))
                        .forEach(value -> assertThat(personal.foundInValue(String.valueOf(value)))
                                .as("%s: %s", table, row)
                                .isEmpty());
            }
        }
    }

    @Test
    void theQuarantineIsForItsOwnerOnly() throws IOException {
        List<Path> quarantine = files(project).stream()
                .filter(file -> isQuarantine(project.relativize(file).toString()))
                .toList();

        assertThat(quarantine).isNotEmpty();
        for (Path file : quarantine) {
            assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
            assertThat(mode(file.getParent())).as("%s", file.getParent()).isEqualTo("rwx------");
        }
        assertThat(mode(project.resolve(".tributary/pseudonym.key"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theQuarantineHasWhatTheTablesHaveNot() throws IOException, SQLException {
        long quarantined = 0;
        for (Path file : files(project.resolve("pipeline/" + QUARANTINE))) {
            quarantined += Files.readAllLines(file).size();
        }

        assertThat(quarantined).isGreaterThan(20);
        assertThat(amounts().size() + quarantined).isEqualTo(produced);
        assertThat(select("SELECT count(*) FROM sqlite_schema WHERE name = '" + QUARANTINE + "'"))
                .containsExactly(List.of("0"));
    }

    @Test
    void thePseudonymsKeyStandsNowhereElse() throws IOException {
        Path key = project.resolve(".tributary/pseudonym.key");
        String secret = Files.readString(key).strip();

        for (Path file : files(project)) {
            if (!file.equals(key) && !file.toString().endsWith("index")) {
                assertThat(text(Files.readAllBytes(file)).contains(secret))
                        .as("%s", file)
                        .isFalse();
            }
        }
    }

    private static PersonalData personalData() {
        PersonalData personal = PersonalData.in(source);
        assertThat(personal.size()).isGreaterThan(1_000);
        assertThat(source.stream().filter(record -> !personal.foundIn(record).isEmpty()))
                .as("the search finds what is in the source")
                .hasSizeGreaterThan(2 * EVENTS * 9 / 10);
        return personal;
    }

    private record Amount(String type, String user, BigDecimal usd) {}

    /** Of the source's records that a rule understands. */
    private static List<Amount> amounts() {
        List<Amount> amounts = new ArrayList<>();
        for (byte[] value : source) {
            try {
                JsonNode transaction = JSON.readTree(value);
                String currency = transaction.path("CURRENCY").asText();
                if (transaction.hasNonNull("TRANSACTION_ID") && RATES.containsKey(currency)) {
                    amounts.add(new Amount(
                            transaction.get("TRANSACTION_TYPE").textValue(),
                            transaction.get("USER_ID").textValue(),
                            transaction.get("AMOUNT").decimalValue().multiply(RATES.get(currency))));
                }
            } catch (IOException e) {
                // Not JSON, so not an amount.
            }
        }
        return amounts;
    }

    private static List<Path> files(Path under) throws IOException {
        try (Stream<Path> all = Files.walk(under)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<List<String>> select(String sql) throws SQLException {
        return values(sql).stream()
                .map(row -> row.stream().map(String::valueOf).toList())
                .toList();
    }

    private static List<List<Object>> values(String sql) throws SQLException {
        return select(project.resolve("data_warehouse.db"), sql);
    }

    private static List<List<Object>> select(Path database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<Object>> all = new ArrayList<>();
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getObject(i));
                }
                all.add(row);
            }
            return all;
        }
    }
}
