package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A small project that went through ingest and load, of which each test damages a copy. */
final class FilledProject {
    static final String USD = "TRANSACTIONS_USD";
    static final String SPENDING = "USER_SPENDING_BY_TYPE";
    static final String QUARANTINE = "TRANSACTIONS_QUARANTINE";
    static final Instant FIRST_DAY = Instant.parse("2026-11-20T23:59:59.999Z");
    static final Instant SECOND_DAY = Instant.parse("2026-11-21T00:00:00Z");
    static final int TRANSACTIONS = 20;
    static final int USERS = 3;

    private final Path folder;
    private Ended statusBehind = new Ended(-1, "", "");

    private FilledProject(Path folder) {
        this.folder = folder;
    }

    static FilledProject make(Path folder) throws ExecutionException, InterruptedException {
        FilledProject project = new FilledProject(folder);
        try (EmbeddedBroker broker =
                        EmbeddedBroker.start(new BrokerConfig(folder.resolve(".tributary/kafka"), FreePort.find(), 1));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        broker.clientSettings().toProperties(), new StringSerializer(), new StringSerializer())) {
            for (int n = 0; n < TRANSACTIONS; n++) {
                produce(producer, USD, "TXN-" + n, "{\"TRANSACTION_ID\":\"TXN-" + n + "\",\"AMOUNT_USD\":1.5}", n);
                produce(producer, SPENDING, "user-" + n % USERS, "{\"TRANSACTION_COUNT\":" + n + "}", n);
            }
            produce(producer, USD, "TXN-x", "not JSON", 0);
            produce(producer, QUARANTINE, "TXN-x", "{\"raw\":\"not JSON\"}", 0);
            assertThat(run(folder, "ingest", "--once").exit()).isZero();
            assertThat(run(folder, "load").exit()).isZero();
            produce(producer, USD, "TXN-late", "{\"TRANSACTION_ID\":\"TXN-late\"}", 0);
            project.statusBehind = run(folder, "status", "-o", "json");
        }
        return project;
    }

    private static void produce(KafkaProducer<String, String> producer, String topic, String key, String value, int n)
            throws ExecutionException, InterruptedException {
        long timestamp = (n % 2 == 0 ? FIRST_DAY : SECOND_DAY).toEpochMilli();
        producer.send(new ProducerRecord<>(topic, 0, timestamp, key, value)).get();
    }

    /** What status said while the broker ran and had one record more than the lake. */
    Ended statusBehind() {
        return statusBehind;
    }

    /** A copy of lake, warehouse and state, without the broker's data. */
    Path copyTo(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                if (!path.startsWith(folder.resolve(".tributary/kafka"))) {
                    Files.copy(path, target.resolve(folder.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return target;
    }

    static Path dayFile(Path project, String topic, Instant day) {
        String date = day.toString().substring(0, 10);
        return project.resolve("pipeline/" + topic + "/" + date + "/" + topic + "_" + date + ".jsonl");
    }

    static Path deadLetterFile(Path project) {
        Path pipeline = project.resolve("pipeline");
        return pipeline.resolve("_dead_letters").resolve(pipeline.relativize(dayFile(project, USD, FIRST_DAY)));
    }

    static Ended run(Path project, String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", project.toString()))
                .toArray(String[]::new);
        return new CommandLineRun(project).run(all);
    }
}
