package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes rot in a closed file of the lake: {@code verify} names them, {@code rebuild --file} puts them back. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class RepairFileTest {
    private static final String TOPIC = "TRANSACTIONS_USD";
    private static final String DATA = TOPIC + "/2026-11-20/" + TOPIC + "_2026-11-20.jsonl";
    private static final String DEAD = "_dead_letters/" + DATA;
    private static final int RECORDS = 60;

    @TempDir
    static Path folder;

    private EmbeddedBroker broker;
    private Path filled;
    private Path project;

    @BeforeAll
    void fill() throws Exception {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 2));
        filled = Files.createDirectory(folder.resolve("filled"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < RECORDS; n++) {
                String value =
                        n % 6 == 5 ? "no JSON " + n : "{\"TRANSACTION_ID\":\"TXN-" + n + "\",\"AMOUNT_USD\":" + n + "}";
                producer.send(new ProducerRecord<>(TOPIC, 0, 1_795_132_800_000L, "k" + n, value))
                        .get();
            }
        }
        assertThat(run(filled, "ingest", "--once").exit()).isZero();
        assertThat(run(filled, "load").exit()).isZero();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @BeforeEach
    void copy() throws IOException {
        project = Files.createTempDirectory(folder, "project");
        try (Stream<Path> all = Files.walk(filled)) {
            for (Path path : all.filter(path -> !path.equals(filled)).toList()) {
                Files.copy(path, project.resolve(filled.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private Ended run(Path where, String... arguments) {
        return FilledProject.run(
                where,
                Stream.concat(Stream.of(arguments), Stream.of("-b", broker.bootstrapServers()))
                        .toArray(String[]::new));
    }

    private Path lakeFile(String path) {
        return project.resolve("pipeline").resolve(path);
    }

    private void assertMended(String path, byte[] before, String... named) throws IOException {
        Ended found = run(project, "verify");
        assertThat(found.exit()).as(found.err()).isEqualTo(6);
        assertThat(found.out() + found.err()).contains(path).contains(named);

        Ended ended = run(project, "rebuild", "--file", path);

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("mended: " + path);
        assertThat(lakeFile(path)).hasBinaryContent(before);
        Ended verified = run(project, "verify");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
        assertThat(lakeFile(path).getParent().toFile().list())
                .containsExactly(lakeFile(path).getFileName().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {DATA, DEAD})
    void oneByteInTheMiddleIsFoundAndPutBack(String path) throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(path));
        byte[] rotten = before.clone();
        rotten[before.length / 2] ^= 1;
        Files.write(lakeFile(path), rotten);

        assertMended(path, before, "offset");
    }

    /** A digit of a value, a digit of an offset, a line feed, a quote: the line may still be read, or be another's, or two. */
    @ParameterizedTest
    @ValueSource(strings = {"\"AMOUNT_USD\":12", "\"offset\":13", "\n", "{\"TRANS"})
    void whateverTheByteIsItIsPutBack(String at) throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(DATA));
        byte[] rotten = before.clone();
        int index = new String(before, StandardCharsets.ISO_8859_1).indexOf(at) + at.length() - 1;
        rotten[index] ^= 1;
        Files.write(lakeFile(DATA), rotten);

        assertMended(DATA, before, "tributary rebuild --file " + DATA);
    }

    @Test
    void aFileThatWasCutIsWholeAgain() throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(DATA));
        Files.write(lakeFile(DATA), Arrays.copyOf(before, before.length - 150));

        assertMended(DATA, before, "tributary rebuild --file " + DATA);
    }

    @Test
    void aWholeFileStaysAndAnUnknownOneIsNamed() throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(DATA));

        assertThat(run(project, "rebuild", "--file", lakeFile(DATA).toString()).err())
                .contains("whole: " + DATA);
        assertThat(lakeFile(DATA)).hasBinaryContent(before);
        Ended unknown = run(project, "rebuild", "--file", "nothing.jsonl");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("no committed file nothing.jsonl", "tributary verify");
    }

    @Test
    void whatKafkaNoLongerHasStaysAsItIs() throws Exception {
        String topic = "TRANSACTIONS_FAILED";
        String path = topic + "/2026-11-20/" + topic + "_2026-11-20.jsonl";
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < 10; n++) {
                producer.send(new ProducerRecord<>(topic, 0, 1_795_132_800_000L, "k", "{\"N\":" + n + "}"))
                        .get();
            }
        }
        assertThat(run(project, "ingest", "--once").exit()).isZero();
        byte[] rotten = Files.readAllBytes(lakeFile(path));
        rotten[6] ^= 1;
        Files.write(lakeFile(path), rotten);
        try (Admin admin = Admin.create(broker.clientSettings().toProperties())) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(4)))
                    .all()
                    .get();
        }

        Ended found = run(project, "verify");
        assertThat(found.exit()).isEqualTo(6);
        assertThat(found.out() + found.err()).contains(path);
        Ended ended = run(project, "rebuild", "--file", path);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("not mended: " + path, "no longer in Kafka");
        assertThat(lakeFile(path)).hasBinaryContent(rotten);
    }
}
