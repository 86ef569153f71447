package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes a person out of the embedded broker, and is killed in it. */
@Timeout(120)
class PurgeTest {
    private static final String RAW = "Raw";
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append(RAW)));
    private static final long TIME = Instant.parse("2026-03-29T00:00:00Z").toEpochMilli();

    @TempDir
    static Path filled;

    @TempDir
    Path folder;

    private Settings settings;

    /** The erasure of the person, as it is decided. */
    static Erasures person(Settings settings) {
        return KnownErasures.with(
                List.of(KnownErasures.decide(
                        ForgetTest.PERSON,
                        PseudonymKeys.load(Path.of("none"), ForgetTest.KEYS).orElseThrow(),
                        Instant.now(),
                        0)),
                settings,
                ForgetTest.KEYS);
    }

    @BeforeAll
    static void fill() throws Exception {
        Files.writeString(
                filled.resolve("tributary.yaml"), "broker: {port: " + FreePort.find() + "}\nfeeds: [{topic: Raw}]\n");
        BrokerConfig config = ForgetTest.settings(filled).broker();
        try (EmbeddedBroker broker = EmbeddedBroker.start(config);
                Topics topics = new Topics(broker.clientSettings());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            topics.create(List.of(RAW), 1);
            compact(broker.bootstrapServers());
            for (String user : List.of(ForgetTest.PERSON, "USER-1111")) {
                producer.send(new ProducerRecord<>(RAW, 0, TIME, "of " + user, "{\"USER_ID\":\"" + user + "\"}"))
                        .get();
            }
            TestProject project = TestProject.in(filled, broker.bootstrapServers(), FEEDS);
            project.ingest();
            project.load();
        }
    }

    private static void compact(String server) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, RAW);
        AlterConfigOp compact =
                new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(compact))).all().get();
        }
    }

    @ParameterizedTest
    @EnumSource(PurgePoint.class)
    void killedAnywhereTheNextRunBringsItToItsEnd(PurgePoint point) throws Exception {
        copy();
        try (ChildProcess process = ChildProcess.start(folder, KillablePurge.class, folder.toString(), point.name())) {
            process.awaitLine(KillPoint.AT + point);
            process.kill();
        }
        if (point != PurgePoint.RECORDS_DELETED) { // before that, the broker may be done with its files or not
            assertThat(inTheBroker()).isFalse();
        }

        try (KafkaConnection kafka = KafkaConnection.openDeleting(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker())) {
            new PurgeKafka(settings, kafka, person(settings)).run();

            assertThat(ownSettings(kafka)).containsExactly("cleanup.policy=compact");
        }
        assertThat(inTheBroker()).isFalse();
    }

    private void copy() throws IOException {
        try (Stream<Path> all = Files.walk(filled)) {
            for (Path path : all.filter(each -> !each.equals(filled)).toList()) {
                Files.copy(path, folder.resolve(filled.relativize(path)));
            }
        }
        settings = ForgetTest.settings(folder);
    }

    /** Whether the person stands in any byte of the broker's files. */
    private boolean inTheBroker() throws IOException {
        try (Stream<Path> all = Files.walk(settings.broker().directory())) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(path), ISO_8859_1).contains(ForgetTest.PERSON)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What is set for the topic and for no other. */
    private static List<String> ownSettings(KafkaConnection kafka) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, RAW);
        try (Admin admin = Admin.create(kafka.settings().toProperties())) {
            return admin.describeConfigs(List.of(topic)).all().get().get(topic).entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .map(entry -> entry.name() + "=" + entry.value())
                    .toList();
        }
    }
}
