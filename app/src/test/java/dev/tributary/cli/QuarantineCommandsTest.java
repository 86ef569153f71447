package dev.tributary.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.config.SettingsReader;
import dev.tributary.config.Stage;
import dev.tributary.pipeline.Pipeline;
import dev.tributary.pipeline.PipelineListener;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad records on their way: into quarantine, mended, back into the pipeline, or given up. The tests go on from each other. */
@Timeout(180)
@TestMethodOrder(OrderAnnotation.class)
class QuarantineCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-11-20T10:00:00Z");
    private static final String SOURCE = "transaction_log";
    private static final String STEERING = "not JSON \u001b[2J\u001b]0;owned\u0007 \u009b31m \u202e";
    private static final byte[] BINARY = {(byte) 0xFF, 0, (byte) 0xC0};

    /** The offsets in the one partition of the source. */
    private static final int CURRENCY = 1;

    private static final int TEXT = 2;
    private static final int NO_VALUE = 3;
    private static final int BYTES = 4;
    private static final int LARGE = 5;
    private static final int STILL_BAD = 6;

    @TempDir
    static Path project;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void fill() throws Exception {
        Files.writeString(project.resolve("tributary.yaml"), """
                feeds:
                  - {topic: %s, mode: append, confidential: true}
                  - {topic: TRANSACTIONS_QUARANTINE, mode: ignore, confidential: true}
                  - {topic: TRANSACTIONS_SECURE, mode: append}
                  - {topic: TRANSACTIONS_USD, mode: append}
                """.formatted(SOURCE));
        broker = EmbeddedBroker.start(new BrokerConfig(project.resolve(".tributary/kafka"), FreePort.find(), 1));
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 'x');
        produce(
                record("TXN-good", transaction("TXN-good", "EUR")),
                record("TXN-chf", transaction("TXN-chf", "CHF")),
                record("TXN-text", STEERING),
                new ProducerRecord<>(SOURCE, 0, TIME.toEpochMilli(), (byte[]) null, (byte[]) null),
                new ProducerRecord<>(SOURCE, 0, TIME.toEpochMilli(), BINARY, BINARY),
                new ProducerRecord<>(SOURCE, 0, TIME.toEpochMilli(), null, large),
                record("TXN-bad", transaction("TXN-bad", "XYZ")));
        drain();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String transaction(String id, String currency) {
        return """
                {"TRANSACTION_ID":"%s","TIMESTAMP":"2026-11-20T10:00:00Z","USER_ID":"USER-4711","AMOUNT":10.5,\
                "CURRENCY":"%s","TRANSACTION_TYPE":"purchase","STATUS":"completed"}""".formatted(id, currency);
    }

    private static ProducerRecord<byte[], byte[]> record(String key, String value) {
        return new ProducerRecord<>(SOURCE, 0, TIME.toEpochMilli(), key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    @SafeVarargs
    private static void produce(ProducerRecord<byte[], byte[]>... records) throws Exception {
        Map<String, Object> properties = broker.clientSettings().toProperties();
        properties.put("max.request.size", 20_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    /** Derives, takes into the lake and loads all that is there. */
    private static void drain() throws InterruptedException {
        try (Pipeline pipeline = Pipeline.start(
                SettingsReader.read(project, Map.of(), List.of()),
                Set.of(Stage.STREAMS, Stage.INGEST, Stage.LOAD),
                Map.of(),
                InstantSource.system(),
                new PipelineListener() {})) {
            assertThat(pipeline.awaitDrained(Duration.ofSeconds(60))).isTrue();
        }
    }

    private static Ended run(String... arguments) {
        return new CommandLineRun(project)
                .run(Stream.concat(Stream.of("quarantine"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static JsonNode data(String... arguments) throws IOException {
        Ended ended =
                run(Stream.concat(Stream.of(arguments), Stream.of("-o", "json")).toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return JSON.readTree(ended.out());
    }

    private static List<String> ids(String... arguments) throws IOException {
        List<String> ids = new ArrayList<>();
        data(arguments).forEach(row -> ids.add(row.get("id").textValue()));
        return ids;
    }

    private static String id(long offset) {
        return SOURCE + "/0/" + offset;
    }

    private static long sourceRecords() {
        return IndependentComparison.records(broker.bootstrapServers(), List.of(SOURCE))
                .size();
    }

    @Test
    @Order(1)
    void allAreListedWithTheirReasons() throws IOException {
        assertThat(ids("list", "--topic", "transactions_quarantine"))
                .containsExactlyInAnyOrder(id(CURRENCY), id(TEXT), id(NO_VALUE), id(BYTES), id(LARGE), id(STILL_BAD));
        assertThat(ids("list", "--reason", "unknown_currency")).containsExactlyInAnyOrder(id(CURRENCY), id(STILL_BAD));
        assertThat(ids("list", "--reason", "unknown currency", "--limit", "1")).hasSize(1);
        assertThat(ids("list", "--until", "2026-11-20T10:00:00Z")).isEmpty();
        assertThat(ids("list", "--since", "2026-11-20T10:00:00Z", "--until", "2026-11-21"))
                .isNotEmpty();
        assertThat(ids("list", "--state", "resubmitted")).isEmpty();
        assertThat(run("list").err()).contains("2 unknown_currency", "Next: tributary quarantine show ID");
        assertThat(run("list", "--summary", "-o", "csv").out()).contains("unknown_currency,2,", "null_value,1,0,");
    }

    @Test
    @Order(1)
    void nothingInARecordSteersTheTerminal() {
        for (String[] command : List.of(
                new String[] {"list"},
                new String[] {"list", "-o", "csv"},
                new String[] {"list", "-o", "json"},
                new String[] {"show", id(TEXT)},
                new String[] {"resubmit", "--reason", "not_json"},
                new String[] {"discard", id(TEXT), "--because", "x"})) {
            Ended ended = run(command);
            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.out() + ended.err()).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
        }
        assertThat(run("show", id(TEXT)).out()).contains("\\u001b[2J");
    }

    @Test
    @Order(1)
    void aRecordIsShownWithAllThatIsKnown() throws IOException {
        JsonNode shown = data("show", id(CURRENCY)).get(0);

        assertThat(shown.get("reason").textValue()).isEqualTo("unknown_currency");
        assertThat(shown.get("raw").textValue()).isEqualTo(transaction("TXN-chf", "CHF"));
        assertThat(shown.get("key").textValue()).isEqualTo("TXN-chf");
        assertThat(shown.get("time").textValue()).isEqualTo(TIME.toString());
        assertThat(shown.get("state").textValue()).isEqualTo("open");
        assertThat(data("show", shown.get("place").textValue()).get(0)).isEqualTo(shown);
        assertThat(data("show", id(BYTES)).get(0).get("raw").textValue()).startsWith("base64:");
        assertThat(run("show", id(LARGE)).out())
                .contains("5.0 MB; --raw prints all")
                .hasSizeLessThan(6_000);
        assertThat(run("show", id(LARGE), "--raw").out()).hasSize(5_000_000);
        assertThat(run("show", id(NO_VALUE), "--raw").exit()).isEqualTo(Exit.FAILED);
    }

    @Test
    @Order(1)
    void wrongUsageIsRefused() {
        assertUsage("show", "transaction_log-0-1");
        assertUsage("list", "--state", "gone");
        assertUsage("list", "--since", "yesterday");
        assertUsage("resubmit");
        assertUsage("resubmit", id(CURRENCY), "--reason", "not_json");
        assertUsage("resubmit", id(CURRENCY), id(TEXT), "--value", "x");
        assertUsage("resubmit", "--reason", "not_json", "--again");
        assertUsage("resubmit", id(CURRENCY), "--time", "1969-12-31");
        assertUsage("discard", id(CURRENCY));
        assertUsage("discard", id(CURRENCY), "--because", " ");
        assertThat(run("show", id(4_711)).exit()).isEqualTo(Exit.FAILED);
        assertThat(run("show", id(4_711)).err()).contains("there is no record transaction_log/0/4711", "fix:");
        assertThat(run("resubmit", id(CURRENCY), "--value", "nowhere.json").exit())
                .isEqualTo(Exit.FAILED);
    }

    private static void assertUsage(String... arguments) {
        assertThat(run(arguments).exit()).as(String.join(" ", arguments)).isEqualTo(Exit.USAGE);
    }

    @Test
    @Order(2)
    void aMendedRecordArrivesOnceEverywhereAndNamesWhereItWas() throws Exception {
        long before = sourceRecords();
        Files.writeString(project.resolve("mended.json"), transaction("TXN-chf", "EUR"));

        Ended first = run("resubmit", id(CURRENCY), "--value", "mended.json", "-o", "csv");
        Ended second = run("resubmit", id(CURRENCY), "--value", "mended.json");

        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains(id(CURRENCY) + "," + id(before));
        assertThat(second.exit()).isEqualTo(Exit.FAILED);
        assertThat(second.err()).contains("it was resubmitted already; --again sends it all the same");
        assertThat(sourceRecords()).isEqualTo(before + 1);
        drain();
        assertThat(lakeLines("TRANSACTIONS_SECURE", "TXN-chf"))
                .singleElement()
                .asString()
                .contains("{\"key\":\"tributary-resubmitted-from\",\"value\":\"" + id(CURRENCY) + "\"}");
        assertThat(lakeLines(SOURCE, "EUR"))
                .filteredOn(line -> line.contains("TXN-chf"))
                .singleElement()
                .asString()
                .contains("tributary-resubmitted-from");
        assertThat(new CommandLineRun(project)
                        .run(
                                "sql",
                                "select count(*) as n from TRANSACTIONS_USD where TRANSACTION_ID = 'TXN-chf'",
                                "-o",
                                "csv")
                        .out())
                .isEqualTo("n\r\n1\r\n");
        JsonNode shown = data("show", id(CURRENCY)).get(0);
        assertThat(shown.get("state").textValue()).isEqualTo("resubmitted");
        assertThat(shown.get("history").get(0).get("arrived_at").textValue()).isEqualTo(id(before));
        assertThat(ids("list", "--state", "resubmitted")).containsExactly(id(CURRENCY));
        assertVerified();
    }

    private static void assertVerified() {
        Ended verify = new CommandLineRun(project).run("verify");
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
    }

    private static List<String> lakeLines(String topic, String text) throws IOException {
        return Files.readAllLines(FilledProject.dayFile(project, topic, TIME)).stream()
                .filter(line -> line.contains(text))
                .toList();
    }

    @Test
    @Order(3)
    void whatIsStillBadComesBackAndNamesItsOrigin() throws Exception {
        Ended sent = run("resubmit", id(STILL_BAD), "-o", "json");
        assertThat(sent.exit()).as(sent.err()).isZero();
        String newId = JSON.readTree(sent.out()).get(0).get("resubmitted_as").textValue();
        drain();

        JsonNode back = data("show", newId).get(0);
        assertThat(back.get("state").textValue()).isEqualTo("open");
        assertThat(back.get("reason").textValue()).isEqualTo("unknown_currency");
        assertThat(back.get("resubmitted_from").textValue()).isEqualTo(id(STILL_BAD));
        assertThat(data("show", id(STILL_BAD)).get(0).get("came_back").get(0).textValue())
                .isEqualTo(newId);
        assertVerified();
    }

    @Test
    @Order(4)
    void filtersSendNothingUntilYesAndEachRecordOnce() throws Exception {
        long before = sourceRecords();
        List<String> bad = ids("list", "--reason", "not_");

        Ended dry = run("resubmit", "--reason", "not_");
        assertThat(dry.exit()).isZero();
        assertThat(dry.err()).contains("would resubmit 3 records; nothing is sent, add --yes");
        assertThat(sourceRecords()).isEqualTo(before);
        Ended sent = run("resubmit", "--reason", "not_", "--yes");
        Ended again = run("resubmit", "--reason", "not_", "--yes");

        assertThat(bad).as("in the lake and in the topology's quarantine").hasSizeGreaterThan(3);
        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.err()).contains("resubmitted 3 records");
        assertThat(again.err()).contains("nothing to resubmit");
        assertThat(sourceRecords()).isEqualTo(before + 3);
        drain();
        assertThat(IndependentComparison.records(broker.bootstrapServers(), List.of(SOURCE)))
                .filteredOn(record -> Arrays.equals(record.value(), BINARY))
                .hasSize(2);
        assertVerified();
    }

    @Test
    @Order(5)
    void noValueIsSentAsNoValue() throws Exception {
        long before = sourceRecords();

        assertThat(run("resubmit", id(NO_VALUE)).exit()).isZero();

        assertThat(IndependentComparison.records(broker.bootstrapServers(), List.of(SOURCE)).stream()
                        .filter(record -> record.offset() >= before))
                .anyMatch(record -> record.value() == null);
        drain();
    }

    @Test
    @Order(6)
    void whatIsDiscardedIsNoLongerOpenAndKeepsItsBytes() throws Exception {
        long open = open();
        List<String> empty = ids("list", "--reason", "null_value");
        assertThat(empty).hasSize(1);

        Ended dry = run("discard", "--reason", "null_value", "--because", "of no use");
        assertThat(dry.err()).contains("would discard 1 record; nothing is done, add --yes");
        assertThat(open()).isEqualTo(open);
        assertThat(run("discard", "--reason", "null_value", "--because", "of no use", "--yes")
                        .exit())
                .isZero();

        assertThat(open()).isEqualTo(open - 1);
        JsonNode shown = data("show", empty.get(0)).get(0);
        assertThat(shown.get("state").textValue()).isEqualTo("discarded");
        assertThat(shown.get("history").get(0).get("because").textValue()).isEqualTo("of no use");
        assertThat(run("discard", empty.get(0), "--because", "once more", "--yes")
                        .err())
                .contains("discarded 0 records, 1 were discarded before");
        assertThat(run("resubmit", empty.get(0)).exit()).isEqualTo(Exit.FAILED);
        assertThat(run("discard", id(CURRENCY), "--because", "x", "--yes").exit())
                .isEqualTo(Exit.FAILED);
    }

    private static long open() throws IOException {
        long open = 0;
        for (JsonNode feed : JSON.readTree(
                new CommandLineRun(project).run("status", "-o", "json").out())) {
            open += feed.get("open").longValue();
        }
        assertThat(ids("list", "--limit", "0")).hasSize((int) open);
        return open;
    }

    @Test
    @Order(7)
    void doctorAndStatusSayWhatIsOpen() throws IOException {
        assertThat(new CommandLineRun(project).run("status").out())
                .contains("quarantine  " + open() + " open: tributary quarantine list");
        assertThat(new CommandLineRun(project).run("doctor").out())
                .contains("quarantine", "open", "resubmit or discard");
    }
}
