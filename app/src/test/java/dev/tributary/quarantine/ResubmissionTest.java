package dev.tributary.quarantine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.broker.EmbeddedBroker;
import dev.tributary.broker.Topics;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.quarantine.Deed.Outcome;
import dev.tributary.quarantine.Deed.Resubmitted;
import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.FreePort;
import dev.tributary.testing.IndependentComparison;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records come back to their topics once, whatever dies in between. Each test has a topic, a lake and a history of its own. */
@Timeout(120)
class ResubmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final long TIME = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
    private static final String FROM = "tributary-resubmitted-from";

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static int tests;

    private String topic;
    private Path lakeFolder;
    private Path historyFile;
    private History history;
    private LakeReader lake;
    private Catalogue catalogue;

    /** Stands for a process that dies there. */
    private static final class Died extends RuntimeException {}

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(new BrokerConfig(folder.resolve("broker/kafka"), FreePort.find(), 1));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void makeATopic(TestInfo test) {
        topic = "events-" + ++tests;
        lakeFolder = folder.resolve(topic + "/pipeline");
        historyFile = folder.resolve(topic + "/quarantine.db");
        create();
    }

    @AfterEach
    void close() {
        if (history != null) {
            history.close();
            lake.close();
        }
    }

    private void create() {
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.create(List.of(topic), 2);
        }
    }

    /** Produces records to partition 1 and takes them into the lake. */
    @SafeVarargs
    private void given(ProducerRecord<byte[], byte[]>... records) throws ExecutionException, InterruptedException {
        Map<String, Object> properties = broker.clientSettings().toProperties();
        properties.put("max.request.size", 20_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
        try (Ingest ingest = new Ingest(
                new LakeLayout(lakeFolder),
                IngestConfig.of(new Feeds(List.of(Feed.append(topic)))),
                broker.clientSettings().toProperties(),
                InstantSource.system(),
                new IngestListener() {})) {
            ingest.runUntilCaughtUp();
        }
        history = History.open(historyFile);
        lake = LakeReader.open(new LakeLayout(lakeFolder));
        catalogue = new Catalogue(lake);
    }

    private ProducerRecord<byte[], byte[]> bad(String value) {
        return new ProducerRecord<>(topic, 1, TIME, utf8("key"), utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private Place place(long offset) {
        return new Place(topic, 1, offset, 0);
    }

    static List<Order> orders(Catalogue catalogue, History history, Place... places) {
        return new Selection(catalogue, history)
                .named(List.of(places)).stream()
                        .map(found -> new Order(found.entries(), Optional.empty(), Optional.empty()))
                        .toList();
    }

    private State state(long offset) {
        return new Selection(catalogue, history)
                .named(List.of(place(offset)))
                .get(0)
                .state();
    }

    private Resubmission begin() {
        return Resubmission.begin(catalogue, history, broker.clientSettings());
    }

    private List<Sent> send(Place... places) {
        try (Resubmission resubmission = begin()) {
            return resubmission.send(orders(catalogue, history, places), NOW, "me", () -> false);
        }
    }

    private void dieAt(ResubmitPoints points, long offset) {
        assertThatThrownBy(() -> {
                    try (Resubmission resubmission =
                            Resubmission.begin(catalogue, history, broker.clientSettings(), points)) {
                        resubmission.send(orders(catalogue, history, place(offset)), NOW, "me", () -> false);
                    }
                })
                .isInstanceOf(Died.class);
    }

    private List<ConsumerRecord<byte[], byte[]>> resubmitted() {
        return IndependentComparison.records(broker.bootstrapServers(), List.of(topic)).stream()
                .filter(record -> record.headers().lastHeader(FROM) != null)
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    static Stream<String> points() {
        return Stream.of("intended", "sent", "committed", "noted");
    }

    @ParameterizedTest
    @MethodSource("points")
    void killedAnywhereItArrivesOnce(String point) throws Exception {
        given(bad("first"), bad("second"));

        try (ChildProcess child = ChildProcess.start(
                folder,
                KillableResubmission.class,
                broker.bootstrapServers(),
                lakeFolder.toString(),
                historyFile.toString(),
                place(1).toString(),
                point)) {
            child.awaitLine(KillPoint.AT + point);
            child.kill();
        }
        boolean arrived = point.equals("committed") || point.equals("noted");
        assertThat(state(1)).isEqualTo(point.equals("noted") ? State.RESUBMITTED : State.UNSETTLED);

        begin().close();
        assertThat(state(1)).isEqualTo(arrived ? State.RESUBMITTED : State.OPEN);
        if (!arrived) {
            send(place(1));
        }

        assertThat(state(1)).isEqualTo(State.RESUBMITTED);
        assertThat(state(0)).isEqualTo(State.OPEN);
        assertThat(resubmitted()).singleElement().satisfies(record -> {
            assertThat(header(record, FROM)).isEqualTo(place(1).toString());
            assertThat(new String(record.value(), UTF_8)).isEqualTo("second");
            assertThat(newest(1).arrivedAt()).contains(new Place(topic, 1, record.offset(), 0));
        });
    }

    private Resubmitted newest(long offset) {
        List<Deed> deeds = history.of(place(offset));
        return (Resubmitted) deeds.get(deeds.size() - 1);
    }

    @Test
    void keyTimeHeadersAndBytesStayAsTheyWere() throws Exception {
        byte[] binary = {(byte) 0xFF, 0, (byte) 0xC0, '\n'};
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 0x1B);
        ProducerRecord<byte[], byte[]> first = new ProducerRecord<>(topic, 1, TIME, binary, binary);
        first.headers().add("trace", binary).add("none", null);
        given(
                first,
                new ProducerRecord<>(topic, 1, TIME, null, large),
                new ProducerRecord<>(topic, 0, TIME, null, utf8("")));

        List<Sent> sent = send(place(0), place(1), new Place(topic, 0, 0, 0));

        assertThat(sent).allMatch(one -> one.arrivedAt().isPresent()).hasSize(3);
        List<ConsumerRecord<byte[], byte[]>> records = resubmitted();
        assertThat(records)
                .allMatch(record -> record.timestamp() == TIME)
                .filteredOn(record -> record.partition() == 1)
                .extracting(ConsumerRecord::value)
                .containsExactly(binary, large);
        assertThat(records)
                .filteredOn(record -> record.partition() == 0)
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEmpty());
        ConsumerRecord<byte[], byte[]> back = records.stream()
                .filter(record -> record.partition() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(back.key()).isEqualTo(binary);
        assertThat(back.headers().lastHeader("trace").value()).isEqualTo(binary);
        assertThat(back.headers().lastHeader("none").value()).isNull();
        assertThat(header(back, FROM)).isEqualTo(place(0).toString());
        assertThat(header(back, "tributary-resubmitted-at")).isEqualTo(NOW.toString());
        assertThat(header(back, "tributary-resubmitted-by")).isEqualTo("me");
    }

    @Test
    void aLaterRunFencesAnEarlierOne() throws Exception {
        given(bad("bad"));
        Resubmission earlier = begin();
        List<Order> orders = orders(catalogue, history, place(0));
        try (Resubmission later = begin()) {
            assertThatThrownBy(() -> earlier.send(orders, NOW, "me", () -> false))
                    .isInstanceOf(QuarantineException.class);
            assertThat(state(0)).isEqualTo(State.UNSETTLED);
            assertThatThrownBy(() -> later.send(orders, NOW, "me", () -> false))
                    .isInstanceOf(QuarantineException.class)
                    .hasMessageContaining("just being resubmitted");
        } finally {
            earlier.close();
        }

        assertThat(send(place(0))).allMatch(one -> one.arrivedAt().isPresent());

        assertThat(resubmitted()).hasSize(1);
    }

    @Test
    void whatKafkaRefusesIsLeftOutAndTheOthersAreSent() throws Exception {
        given(bad("one"), bad("x".repeat(50_000)), bad("three"));
        try (Admin admin = Admin.create(broker.clientSettings().toProperties())) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "10000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        List<Sent> sent = send(place(0), place(1), place(2));

        assertThat(sent).extracting(one -> one.arrivedAt().isPresent()).containsExactly(true, false, true);
        assertThat(state(1)).isEqualTo(State.OPEN);
        assertThat(resubmitted())
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactly("one", "three");
        assertThat(history.of(place(0)))
                .extracting(deed -> ((Resubmitted) deed).outcome())
                .containsExactly(Outcome.FAILED, Outcome.ARRIVED);
    }

    @Test
    void whatNobodyCanFindOutIsNotSentAgain() throws Exception {
        given(bad("bad"));
        dieAt(
                new ResubmitPoints() {
                    @Override
                    public void committed() {
                        throw new Died();
                    }
                },
                0);
        try (Topics topics = new Topics(broker.clientSettings())) {
            topics.delete(topic);
        }
        create();

        begin().close();

        assertThat(state(0)).isEqualTo(State.RESUBMITTED);
        assertThat(newest(0).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(newest(0).arrivedAt()).isEmpty();
    }

    @Test
    void aRecordIsNotDiscardedWhileItIsBeingSent() throws Exception {
        given(bad("bad"));
        dieAt(
                new ResubmitPoints() {
                    @Override
                    public void intended() {
                        throw new Died();
                    }
                },
                0);
        Deed.Discarded discarded = new Deed.Discarded(place(0), "file", NOW, "me", "why");

        assertThatThrownBy(() -> history.discard(List.of(discarded))).isInstanceOf(QuarantineException.class);
        begin().close();
        history.discard(List.of(discarded));

        assertThat(state(0)).isEqualTo(State.DISCARDED);
        assertThat(history.closedByFile()).containsExactly(Map.entry("file", 1L));
    }

    @Test
    void aHistoryOfANewerVersionOrOfSomethingElseIsNotTouched() throws Exception {
        given(bad("bad"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + historyFile);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> History.open(historyFile)).hasMessageContaining("format 99");
        assertThatThrownBy(() -> History.read(lakeFolder.resolve(".tributary/ledger.db")))
                .isInstanceOf(QuarantineException.class);
        assertThat(History.read(folder.resolve("nowhere.db")).newest()).isEmpty();
        assertThat(folder.resolve("nowhere.db")).doesNotExist();
    }

    @Test
    void placesAreReadAsTheyAreWritten() {
        assertThat(Place.parse("a.b_c-D/3/17")).contains(new Place("a.b_c-D", 3, 17, 0));
        assertThat(Place.parse("t/3/17/2").map(Place::toString)).contains("t/3/17/2");
        assertThat(Stream.of("t/3", "t/3/x", "/1/2", "t/-1/2", "t/1/2/3/4", "ü/1/2")
                        .flatMap(text -> Place.parse(text).stream()))
                .isEmpty();
    }
}
