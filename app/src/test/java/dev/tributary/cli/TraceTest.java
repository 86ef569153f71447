package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a row comes from and where a transaction went, and what the jobs tell of their lineage. */
@Timeout(120)
class TraceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path filledFolder;

    private static FilledProject filled;

    @TempDir
    Path folder;

    private Path project;

    @BeforeAll
    static void fill() throws Exception {
        filled = FilledProject.make(filledFolder);
    }

    @BeforeEach
    void copy() throws IOException {
        project = filled.copyTo(folder.resolve("project"));
    }

    private JsonNode trace(Path where, String... what) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("trace"));
        arguments.addAll(List.of(what));
        arguments.addAll(List.of("-o", "json"));
        Ended ended = FilledProject.run(where, arguments.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return JSON.readTree(ended.out());
    }

    @Test
    void aRowLeadsToItsFileLineAndRecordAndEachOfThemBackToIt() throws IOException {
        JsonNode steps = trace(project, "TRANSACTIONS_USD", "3", "--offline");

        JsonNode topic = steps.get(1);
        JsonNode lake = steps.get(2);
        assertThat(topic.get("stage").asText()).isEqualTo("topic");
        assertThat(topic.get("place").asText()).startsWith("TRANSACTIONS_USD/0/");
        assertThat(steps.get(3).get("place").asText()).isEqualTo("TRANSACTIONS_USD row 3");
        assertThat(lake.get("note").asText()).isEmpty();
        String id = steps.get(3).get("note").asText().replace("transaction ", "");
        List<String> lines = Files.readAllLines(
                project.resolve("pipeline").resolve(lake.get("place").asText()));
        assertThat(lines.get(lake.get("line").asInt() - 1)).contains("\"" + id + "\"");
        assertThat(trace(project, topic.get("place").asText(), "--offline")).isEqualTo(steps);
        assertThat(trace(project, id, "--offline"))
                .hasSize(3)
                .allSatisfy(step -> assertThat(steps).contains(step));
    }

    @Test
    void aPrunedDayAndAnotherRecordInTheLineAreTold() throws IOException {
        JsonNode steps = trace(project, "TRANSACTIONS_USD", "1", "--offline");
        Path file =
                project.resolve("pipeline").resolve(steps.get(2).get("place").asText());
        String content = Files.readString(file);
        Files.writeString(file, content.replaceFirst("\"offset\":0,", "\"offset\":7,"));
        assertThat(trace(project, "TRANSACTIONS_USD", "1", "--offline")
                        .get(2)
                        .get("note")
                        .asText())
                .contains("another record stands there");

        Files.writeString(file, content);
        Files.writeString(project.resolve("tributary.yaml"), "retention: {after: 1s}\n");
        assertThat(FilledProject.run(project, "prune", "--yes", "--max-share", "1")
                        .exit())
                .isZero();
        assertThat(trace(project, "TRANSACTIONS_USD", "1", "--offline")
                        .get(2)
                        .get("note")
                        .asText())
                .startsWith("pruned ");
    }

    @Test
    void aDerivedRowLeadsToItsTransactionInTheSourceTopicAndBack() throws Exception {
        Path live = Files.createDirectory(folder.resolve("live"));
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(new BrokerConfig(live.resolve(".tributary/kafka"), FreePort.find(), 1));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < 5; n++) {
                String value = "{\"TRANSACTION_ID\":\"TXN-" + n + "\"}";
                producer.send(new ProducerRecord<>("transaction_log", 0, 1_700_000_000_000L + n, null, value))
                        .get();
                producer.send(new ProducerRecord<>("TRANSACTIONS_USD", 0, 1_700_000_000_000L + n, "TXN-" + n, value))
                        .get();
            }
            assertThat(FilledProject.run(live, "ingest", "--once").exit()).isZero();
            assertThat(FilledProject.run(live, "load").exit()).isZero();

            JsonNode back = trace(live, "TRANSACTIONS_USD/0/3");
            assertThat(back.get(0).get("place").asText()).isEqualTo("transaction_log/0/3");
            JsonNode forward = trace(live, "transaction_log/0/3");
            assertThat(forward.get(0).get("note").asText()).isEqualTo("transaction TXN-3");
            assertThat(forward.get(1)).isEqualTo(back.get(1));
            assertThat(forward.get(3)).isEqualTo(back.get(3));
            assertThat(trace(live, "TXN-3")).hasSize(4);
            Ended nothing = FilledProject.run(live, "trace", "transaction_log/0/99");
            assertThat(nothing.exit()).isEqualTo(Exit.FAILED);
            assertThat(nothing.err()).contains("nothing is known of transaction_log/0/99");
        }
    }

    /** The members that OpenLineage 2-0-2 requires of an event. */
    @Test
    void eachRunOfAJobIsToldToAFileAndByHttp() throws IOException {
        List<String> posted = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/lineage", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        try {
            Files.writeString(
                    project.resolve("tributary.yaml"),
                    "retention: {after: 1s}\nlineage: {url: \"http://127.0.0.1:"
                            + server.getAddress().getPort() + "/api/v1/lineage\"}\n");
            FilledProject.run(project, "jobs", "run", "load");
            FilledProject.run(project, "jobs", "run", "prune");
        } finally {
            server.stop(0);
        }

        List<String> lines = Files.readAllLines(project.resolve(".tributary/lineage.jsonl"));
        assertThat(lines).hasSize(4).isEqualTo(posted);
        List<String> types = new ArrayList<>();
        for (String line : lines) {
            JsonNode event = JSON.readTree(line);
            types.add(event.get("job").get("name").asText() + " "
                    + event.get("eventType").asText());
            assertThat(event.get("eventTime").asText()).endsWith("Z");
            assertThat(event.get("producer").asText()).startsWith("https://");
            assertThat(event.get("schemaURL").asText()).contains("openlineage.io/spec/2-0-2");
            assertThat(event.get("run").get("runId").asText()).matches("[0-9a-f-]{36}");
            assertThat(event.get("job").get("namespace").asText()).startsWith("file://");
        }
        assertThat(types).containsExactly("load START", "load COMPLETE", "prune START", "prune FAIL");
        JsonNode load = JSON.readTree(lines.get(1));
        assertThat(load.get("run").get("runId"))
                .isEqualTo(JSON.readTree(lines.get(0)).get("run").get("runId"));
        assertThat(load.at("/inputs/0/name").asText()).isEqualTo("TRANSACTIONS_USD");
        assertThat(load.at("/outputs/0/namespace").asText()).startsWith("sqlite://");
        assertThat(JSON.readTree(lines.get(3))
                        .at("/run/facets/errorMessage/message")
                        .asText())
                .contains("more than 50 %");
    }
}
