package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.lake.FileRepairPoint;
import dev.tributary.lake.LakeLines;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.KillPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes rot in a closed file of the lake: {@code verify} names them, {@code rebuild --file} puts them back. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
class RepairFileTest {
    private static final String TOPIC = "TRANSACTIONS_USD";
    private static final String DATA = TOPIC + "/2026-11-20/" + TOPIC + "_2026-11-20.jsonl";
    private static final String DEAD = "_dead_letters/" + DATA;
    private static final int RECORDS = 60;

    /** A topic of several partitions, whose lines lie mixed in its file. */
    private static final String MIXED = "TRANSACTIONS_PENDING";

    private static final String MIXED_DATA = MIXED + "/2026-11-20/" + MIXED + "_2026-11-20.jsonl";
    private static final int MIXED_PARTITIONS = 3;
    private static final int MIXED_RECORDS = 90;

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
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(MIXED), MIXED_PARTITIONS);
        }
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < MIXED_RECORDS; n++) {
                String value = "{\"TRANSACTION_ID\":\"TXN-" + n + "\"}";
                producer.send(new ProducerRecord<>(MIXED, n % MIXED_PARTITIONS, 1_795_132_800_000L, "k" + n, value))
                        .get();
            }
        }
        assertThat(run(filled, "ingest", "--once").exit()).isZero();
        mix();
        assertThat(run(filled, "load").exit()).isZero();
    }

    /** Lays the lines in an order that no poll gave, as if many short polls had written them. */
    private void mix() throws IOException, SQLException {
        Path file = filled.resolve("pipeline").resolve(MIXED_DATA);
        Map<String, Deque<String>> ofPartition = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            ofPartition
                    .computeIfAbsent(partitionOf(line), unused -> new ArrayDeque<>())
                    .add(line);
        }
        Random random = new Random(7);
        StringBuilder mixed = new StringBuilder();
        while (!ofPartition.isEmpty()) {
            List<String> left = List.copyOf(ofPartition.keySet());
            String partition = left.get(random.nextInt(left.size()));
            mixed.append(ofPartition.get(partition).remove()).append('\n');
            ofPartition.values().removeIf(Deque::isEmpty);
        }
        Files.writeString(file, mixed);
        try (Connection ledger =
                        DriverManager.getConnection("jdbc:sqlite:" + filled.resolve("pipeline/.tributary/ledger.db"));
                PreparedStatement update = ledger.prepareStatement("UPDATE file SET checksum = ? WHERE path = ?")) {
            update.setLong(1, LakeLines.checksum(file, Files.size(file)));
            update.setString(2, MIXED_DATA);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static String partitionOf(String line) {
        return line.replaceAll(".*\"partition\":([0-9]+).*", "$1");
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
    void aFileThatIsGoneIsMadeAgain() throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(DATA));
        Files.delete(lakeFile(DATA));

        assertMended(DATA, before, "tributary rebuild --file " + DATA);
    }

    @Test
    void aFewLinesOfSeveralPartitionsFindTheirOrderAgain() throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(MIXED_DATA));
        byte[] rotten = before.clone();
        Arrays.fill(rotten, rotten.length / 2, rotten.length / 2 + 512, (byte) 0);
        Files.write(lakeFile(MIXED_DATA), rotten);

        assertMended(MIXED_DATA, before, "the line cannot be read");
    }

    @Test
    void aByteInEachLineOfSeveralPartitionsIsNoTrouble() throws IOException {
        byte[] before = Files.readAllBytes(lakeFile(MIXED_DATA));
        byte[] rotten = before.clone();
        for (int at = 20; at < rotten.length; at += 60) {
            rotten[at] ^= 1;
        }
        Files.write(lakeFile(MIXED_DATA), rotten);

        assertMended(MIXED_DATA, before, "tributary rebuild --file " + MIXED_DATA);
    }

    @Test
    void whereTheOrderIsNotToBeFoundTheUserMayTakeAnother() throws IOException {
        List<String> before = Files.readAllLines(lakeFile(MIXED_DATA));
        Files.delete(lakeFile(MIXED_DATA));

        Ended found = run(project, "verify");
        assertThat(found.exit()).isEqualTo(6);
        assertThat(found.out() + found.err()).contains("tributary rebuild --file " + MIXED_DATA + " --reorder");
        Ended kept = run(project, "rebuild", "--file", MIXED_DATA);
        assertThat(kept.exit()).isEqualTo(1);
        assertThat(kept.err()).contains("not mended", "in which order", "fix:", "--reorder");
        assertThat(lakeFile(MIXED_DATA)).doesNotExist();

        Ended ended = run(project, "rebuild", "--file", MIXED_DATA, "--reorder");

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("mended: " + MIXED_DATA, "new checksum", "and 80 more");
        assertReordered(before);
    }

    private void assertReordered(List<String> before) throws IOException {
        List<String> after = Files.readAllLines(lakeFile(MIXED_DATA));
        assertThat(after).containsExactlyInAnyOrderElementsOf(before).isNotEqualTo(before);
        for (int number = 0; number < MIXED_PARTITIONS; number++) {
            String partition = Integer.toString(number);
            assertThat(after.stream().filter(line -> partitionOf(line).equals(partition)))
                    .as("partition %s", partition)
                    .containsExactlyElementsOf(before.stream()
                            .filter(line -> partitionOf(line).equals(partition))
                            .toList());
        }
        Ended verified = run(project, "verify");
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
        assertThat(run(project, "load").err()).contains("nothing new to load");
        assertThat(run(project, "rebuild", "--file", MIXED_DATA).err()).contains("whole: ");
    }

    @Test
    void anotherOrderIsOnlyAboutAFile() {
        Ended ended = run(project, "rebuild", "--ledger", "--reorder");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("--reorder is about the lines of a file");
    }

    /** Of two damaged files the first is mended already. */
    @ParameterizedTest
    @EnumSource(FileRepairPoint.class)
    void killingTheMendingLeavesTheDamagedFileOrTheWholeOne(FileRepairPoint point) throws Exception {
        byte[] data = Files.readAllBytes(lakeFile(DATA));
        byte[] dead = Files.readAllBytes(lakeFile(DEAD));
        byte[] rotten = dead.clone();
        rotten[dead.length / 2] ^= 1;
        Files.write(lakeFile(DEAD), rotten);
        Files.write(lakeFile(DATA), Arrays.copyOf(data, data.length / 2));

        killMending(point, 2, false, DATA, DEAD);

        boolean replaced = point.compareTo(FileRepairPoint.REPLACED) >= 0;
        assertThat(lakeFile(DATA)).hasBinaryContent(data);
        assertThat(lakeFile(DEAD)).hasBinaryContent(replaced ? dead : rotten);
        assertThat(run(project, "verify").exit()).isEqualTo(replaced ? 0 : 6);
        Ended again = run(project, "rebuild", "--file", DATA, "--file", DEAD);
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.err()).contains("whole: " + DATA, (replaced ? "whole: " : "mended: ") + DEAD);
        assertThat(lakeFile(DATA)).hasBinaryContent(data);
        assertThat(lakeFile(DEAD)).hasBinaryContent(dead);
        assertThat(lakeFile(DEAD).getParent().toFile().list()).hasSize(1);
        assertThat(run(project, "verify").exit()).isZero();
    }

    @Test
    void killedBetweenTheFileInAnotherOrderAndItsChecksumTheSameCommandMendsIt() throws Exception {
        List<String> before = Files.readAllLines(lakeFile(MIXED_DATA));
        Files.delete(lakeFile(MIXED_DATA));

        killMending(FileRepairPoint.REPLACED, 1, true, MIXED_DATA);

        assertThat(run(project, "verify").exit()).isEqualTo(6);
        Ended again = run(project, "rebuild", "--file", MIXED_DATA, "--reorder");
        assertThat(again.exit()).as(again.err()).isZero();
        assertReordered(before);
    }

    private void killMending(FileRepairPoint point, int visit, boolean reorder, String... paths)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                broker.bootstrapServers(),
                project.resolve("pipeline").toString(),
                Boolean.toString(reorder),
                point.name(),
                Integer.toString(visit)));
        arguments.addAll(List.of(paths));
        try (ChildProcess child =
                ChildProcess.start(folder, KillableFileRepair.class, arguments.toArray(String[]::new))) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }
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
        assertThat(ended.err()).contains("not mended: " + path, "no longer in Kafka", "from a backup");
        assertThat(lakeFile(path)).hasBinaryContent(rotten);
        assertThat(run(project, "rebuild", "--file", path, "--reorder").exit()).isEqualTo(1);
        assertThat(lakeFile(path)).hasBinaryContent(rotten);
    }
}
