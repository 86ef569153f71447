package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.ingest.IngestConfig;
import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.streams.StreamRules;
import dev.tributary.streams.StreamRules.Place;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    @TempDir
    Path directory;

    @Test
    void withoutAFileTheDefaultsAreThoseOfTheFeatures() {
        Settings settings = read();

        assertThat(settings.streams().rules()).isEqualTo(StreamRules.defaults());
        assertThat(settings.ingest()).isEqualTo(IngestConfig.of(settings.feeds()));
        assertThat(settings.warehouse())
                .isEqualTo(WarehouseConfig.of(directory.resolve("data_warehouse.db"), settings.feeds()));
        assertThat(settings.kafka().bootstrapServers()).isEmpty();
        assertThat(settings.stages()).containsExactly(Stage.STREAMS, Stage.INGEST, Stage.LOAD, Stage.SCHEDULE);
    }

    @Test
    void theDefaultFeedsAreTheDerivedTopics() {
        List<Feed> feeds = read().feeds().feeds();

        assertThat(feeds).hasSize(11);
        assertThat(feeds).filteredOn(feed -> feed.mode() == FeedMode.APPEND).hasSize(8);
        assertThat(feeds)
                .contains(
                        Feed.latest("USER_SPENDING_BY_TYPE", "USER_ID_HASHED", "TRANSACTION_TYPE"),
                        Feed.latest("SPEND_LAST_FIVE_MIN_BY_TYPE", "TRANSACTION_TYPE", "WINDOW_START"),
                        new Feed("TRANSACTIONS_QUARANTINE", FeedMode.IGNORE, List.of(), true));
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        file("broker: {port: 1001, partitions: 3}\ngenerator: {users: 10}\n");

        Settings settings = SettingsReader.read(
                directory,
                Map.of("TRIBUTARY_BROKER_PORT", "1002", "TRIBUTARY_BROKER_PARTITIONS", "4"),
                List.of(new Flag("--port", "broker.port", "1003")));

        assertThat(settings.broker().port()).isEqualTo(1003);
        assertThat(settings.broker().partitions()).isEqualTo(4);
        assertThat(settings.generator().users()).isEqualTo(10);
        assertThat(shown(settings, "broker.port").origin().text()).isEqualTo("--port");
        assertThat(shown(settings, "broker.partitions").origin().text()).isEqualTo("TRIBUTARY_BROKER_PARTITIONS");
        assertThat(shown(settings, "generator.users").origin().text()).endsWith("tributary.yaml:2:20");
        assertThat(shown(settings, "ingest.group").origin().text()).isEqualTo("default");
    }

    @Test
    void everyKindOfValueIsRead() throws IOException {
        file("""
                kafka:
                  bootstrap-servers: b1:9092,b2:9092
                  properties:
                    security.protocol: SASL_SSL
                streams:
                  rates: {USD: 1, CHF: 1.1234}
                  blacklist: [{city: Paris, country: France}]
                  blacklist-mode: exclude
                  window: {size: 1h30m, advance: 30m, grace: 0s}
                generator: {events: 12, rate: 2.5, seed: 7, distribution: heavy-tailed, bad: {late: 0.25}}
                feeds:
                  - {topic: orders, mode: latest, key: [id]}
                  - topic: "logs.*"
                ingest: {commit-bytes: 1MB, memory-bytes: 2MiB, commit-interval: 2s}
                warehouse: {database: /tmp/else.db}
                pipeline: {stages: [generate, ingest]}
                """);

        Settings settings = read();

        assertThat(settings.kafka().at("b1:9092").toProperties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.streams().rules().rates())
                .isEqualTo(Map.of("USD", new BigDecimal("1"), "CHF", new BigDecimal("1.1234")));
        assertThat(settings.streams().rules().blacklist()).containsExactly(new Place("Paris", "France"));
        assertThat(settings.streams().rules().window().size()).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.generator().events()).hasValue(12);
        assertThat(settings.generator().rate()).hasValue(2.5);
        assertThat(settings.generator().seed()).isEqualTo(7);
        assertThat(settings.generator().bad().late()).isEqualTo(0.25);
        assertThat(settings.feeds().feeds()).containsExactly(Feed.latest("orders", "id"), Feed.append("logs.*"));
        assertThat(settings.ingest().commitBytes()).isEqualTo(1_000_000);
        assertThat(settings.ingest().memoryBytes()).isEqualTo(2 << 20);
        assertThat(settings.warehouse().database()).isEqualTo(Path.of("/tmp/else.db"));
        assertThat(settings.stages()).containsExactly(Stage.GENERATE, Stage.INGEST);
    }

    @Test
    void anEndlessStreamIsGentleAndANumberOfEventsIsFast() throws IOException {
        assertThat(read().generator().rate()).hasValue(200);
        file("generator: {events: 5}");
        assertThat(read().generator().rate()).isEmpty();
    }

    @Test
    void allProblemsAreReportedAtOnceEachWithItsPlace() throws IOException {
        file("""
                broker:
                  port: 99999
                  partitons: 2
                ingest:
                  commit-interval: 5 minutes
                  commit-bytes: many
                generator:
                  distribution: unifrom
                  lifecycle: 1.5
                feeds:
                  - topic: A
                    mode: apend
                  - mode: latest
                commit-interval: 1s
                """);

        List<String> problems = problems(
                Map.of("TRIBUTARY_STREAMS_THREADS", "two", "TRIBUTARY_STREAM_THREADS", "2"),
                List.of(new Flag("--rate", "generator.rate", "fast")));

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "2:9 broker.port: must be a whole number from 1 to 65535, not '99999'",
                        "3:3 broker.partitons: unknown setting; did you mean broker.partitions?",
                        "5:20 ingest.commit-interval: must be a duration such as 250ms, 10s, 1h30m or 7d, longer than"
                                + " zero, not '5 minutes'",
                        "6:17 ingest.commit-bytes: must be a size such as 64MB, 8MiB or 1048576, at least 1 byte, not"
                                + " 'many'",
                        "8:17 generator.distribution: must be uniform or heavy-tailed, not 'unifrom'; did you mean"
                                + " uniform?",
                        "9:14 generator.lifecycle: must be a share from 0 to 1, not '1.5'",
                        "12:11 feeds[0].mode: must be append, latest or ignore, not 'apend'; did you mean append?",
                        "13:5 feeds[1]: lacks topic, which must be a text",
                        "14:1 commit-interval: unknown setting; did you mean ingest.commit-interval?",
                        "TRIBUTARY_STREAMS_THREADS streams.threads: must be a whole number from 1 to 256, not 'two'",
                        "TRIBUTARY_STREAM_THREADS unknown variable; did you mean TRIBUTARY_STREAMS_THREADS?",
                        "--rate generator.rate: must be events per second above zero, unlimited or auto, not 'fast'");
    }

    @Test
    void whatTheFeatureRefusesIsReportedWhereItWasGiven() throws IOException {
        file("streams:\n  window:\n    size: 1m\n    advance: 5m\n");

        assertThat(problems()).singleElement().asString().startsWith("4:14 streams.window.advance: ");
    }

    @Test
    void aKeyGivenTwiceIsAProblem() throws IOException {
        file("broker:\n  port: 1\n  port: 2\nstreams: {rates: {USD: 1, USD: 2}}\n");

        assertThat(problems())
                .containsExactly(
                        "3:3 broker.port: given twice; the first is on line 2",
                        "4:27 streams.rates.USD: given twice; the first is on line 4");
    }

    @Test
    void brokenYamlIsReportedWithItsPlace() throws IOException {
        file("broker:\n  port: [1\n");
        assertThat(problems()).singleElement().asString().startsWith("3:1 not YAML: ");

        file("broker:\n\tport: 1\n");
        assertThat(problems()).singleElement().asString().startsWith("2:1 not YAML: ");

        Files.write(directory.resolve("tributary.yaml"), "# é\nbroker: ".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(problems()).singleElement().asString().startsWith("1:3 not YAML: a byte that is not UTF-8");

        file("just a text");
        assertThat(problems()).singleElement().asString().startsWith("1:1 must be settings");
    }

    @Test
    void wrongShapesAreProblems() throws IOException {
        file("broker: 5\nfeeds: x\ningest: {group: [a]}\nkafka: {properties: 3}\nstreams: {source: }\n");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "1:9 broker: is a section of settings, not '5'",
                        "4:21 kafka.properties: must be names with values, not '3'",
                        "2:8 feeds: must be a list of {topic, mode, key, confidential, retention}, not 'x'",
                        "5:11 streams.source: has no value; must be a topic's name (letters, digits, '.', '_', '-')",
                        "3:17 ingest.group: must be a text, not a list or a section");
    }

    @Test
    void emptyFilesAndEmptySectionsSayNothing() throws IOException {
        for (String nothing : List.of("", "# only a comment\n", "broker:\n  # port: 1\n", "\uFEFF", "---\n")) {
            file(nothing);
            assertThat(read().broker().port()).isEqualTo(19_092);
        }
    }

    @Test
    void propertiesThatThePromiseRestsOnCannotBeSet() {
        List<String> problems = problems(
                Map.of("TRIBUTARY_KAFKA_PROPERTIES_ENABLE_AUTO_COMMIT", "true"),
                List.of(
                        new Flag("-X", "kafka.properties.bootstrap.servers", "b:1"),
                        new Flag("-X", "kafka.properties.security.protocl", "SSL"),
                        new Flag("-X", "kafka.properties.my.login.module.setting", "1")));

        assertThat(problems)
                .containsExactly(
                        "TRIBUTARY_KAFKA_PROPERTIES_ENABLE_AUTO_COMMIT kafka.properties.enable.auto.commit: cannot be"
                                + " set here: Tributary decides it",
                        "-X kafka.properties.bootstrap.servers: cannot be set here: use kafka.bootstrap-servers",
                        "-X kafka.properties.security.protocl: unknown Kafka property; did you mean"
                                + " security.protocol?");
    }

    @Test
    void secretsAreNeverShown() {
        Settings settings = SettingsReader.read(
                directory,
                Map.of(
                        "TRIBUTARY_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "hunter2",
                        "TRIBUTARY_KAFKA_PROPERTIES_SSL_KEYSTORE_LOCATION", "/etc/keys"),
                List.of(new Flag("-X", "kafka.properties.ssl.key.password", "hunter2")));

        assertThat(settings.kafka().properties()).containsEntry("sasl.jaas.config", "hunter2");
        assertThat(shown(settings, "kafka.properties.sasl.jaas.config").value()).isEqualTo("********");
        assertThat(shown(settings, "kafka.properties.ssl.keystore.location").value())
                .isEqualTo("/etc/keys");
        assertThat(settings.shown().toString()).doesNotContain("hunter2");
    }

    @Test
    void listsInTheEnvironmentAreYaml() {
        Settings settings = SettingsReader.read(
                directory,
                Map.of("TRIBUTARY_FEEDS", "[{topic: A}, {topic: B}]", "TRIBUTARY_STREAMS_RATES_CHF", "1.1"),
                List.of());

        assertThat(settings.feeds().feeds()).containsExactly(Feed.append("A"), Feed.append("B"));
        assertThat(settings.streams().rules().rates()).hasSize(7).containsKey("CHF");
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        Settings settings = SettingsReader.read(
                directory,
                Map.of("PATH", "/bin", "TRIBUTARY_PSEUDONYM_KEY", "k", "TRIBUTARY_JAVA_OPTS", "", "TRIBUTARY_DIR", "."),
                List.of());

        assertThat(settings.shown().toString()).doesNotContain("PSEUDONYM");
    }

    @Test
    void theSchemaNamesEverySetting() {
        String schema = SettingsSchema.schema().toString();

        KnownSettings.all().forEach(setting -> assertThat(schema).contains(setting.description()));
    }

    private Settings read() {
        return SettingsReader.read(directory, Map.of(), List.of());
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("tributary.yaml"), text);
    }

    private List<String> problems() {
        return problems(Map.of(), List.of());
    }

    private List<String> problems(Map<String, String> environment, List<Flag> flags) {
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> SettingsReader.read(directory, environment, flags));
        return Stream.ofNullable(thrown)
                .flatMap(all -> all.problems().stream())
                .map(problem -> place(problem.origin()) + " " + problem.text())
                .toList();
    }

    private static String place(Origin origin) {
        return origin instanceof Origin.InFile file ? file.line() + ":" + file.column() : origin.text();
    }

    private static ShownSetting shown(Settings settings, String key) {
        return settings.shown().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
