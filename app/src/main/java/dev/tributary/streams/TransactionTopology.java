package dev.tributary.streams;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology that derives the topics from the source.
 *
 * <p>It has three parts. The first reads each source record once and writes its rows; it also sends the amount, in twenty bytes,
 * to the two others, which keep the totals per user and type and per window and type. All nodes pass bytes: no row is parsed
 * again once it is written.
 */
public final class TransactionTopology {
    static final String AMOUNTS_BY_USER = "amounts-by-user";
    static final String AMOUNTS_BY_TYPE = "amounts-by-type";
    static final String USER_OVERFLOW = "user-overflow";
    static final String WINDOW_OVERFLOW = "window-overflow";

    static final int DEFAULT_PARTITIONS = 2;

    private static final String DERIVE = "derive";
    private static final String SUM_BY_USER = "sum-by-user";
    private static final String SUM_BY_WINDOW = "sum-by-window";
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private TransactionTopology() {}

    /** The topology of the rules, for a cluster that takes what Kafka takes by default. */
    public static Topology build(StreamRules rules, PseudonymKeys keys) {
        return build(rules, keys, Limits.defaults(), DEFAULT_PARTITIONS);
    }

    /** The topology of the rules, when nobody was erased and each update of a table is a row. */
    static Topology build(StreamRules rules, PseudonymKeys keys, Limits limits, int partitions) {
        return build(rules, keys, limits, partitions, () -> Forgotten.NOBODY, () -> TableRows.EVERY_UPDATE);
    }

    /**
     * The topology of the rules.
     *
     * @param partitions of the repartition topics; a number of their own, so that the source may be given more later
     * @param forgotten whose transactions are passed over; asked for once in each thread
     * @param rows which rows of the tables are held until their transaction commits; asked for with each, in the thread that makes it
     */
    static Topology build(
            StreamRules rules,
            PseudonymKeys keys,
            Limits limits,
            int partitions,
            Supplier<Forgotten> forgotten,
            Supplier<TableRows> rows) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<byte[], byte[]> derived = builder.stream(
                        rules.source(),
                        Consumed.with(BYTES, BYTES).withName("transactions").withTimestampExtractor(new RecordTime()))
                .process(() -> new DeriveTransactions(rules, keys.active(), limits, forgotten.get()), Named.as(DERIVE));
        repartitioned(derived, AMOUNTS_BY_USER, partitions)
                .process(supplier(() -> new SumByUser(rules, limits, rows), SumByUser.STORE), Named.as(SUM_BY_USER));
        repartitioned(derived, AMOUNTS_BY_TYPE, partitions)
                .process(
                        supplier(() -> new SumByWindow(rules, limits, rows), SumByWindow.TOTALS, SumByWindow.TIMES),
                        Named.as(SUM_BY_WINDOW));
        Topology topology = builder.build();
        addSinks(topology);
        return topology;
    }

    /** The topics it writes, the quarantine last. */
    public static List<DerivedTopic> derivedTopics() {
        return DerivedTopic.all();
    }

    /** What flows where, for people: each topic with its rule, then the nodes as Kafka Streams sees them. */
    public static String describe(StreamRules rules) {
        return new TopologyText(rules).write();
    }

    /** The topics, besides the source, that the topology reads. */
    static List<String> repartitionTopics(String applicationId) {
        return List.of(
                applicationId + "-" + AMOUNTS_BY_USER + "-repartition",
                applicationId + "-" + AMOUNTS_BY_TYPE + "-repartition");
    }

    /** The node before a repartition topic, to which records can be forwarded alone; Kafka Streams names it so. */
    static String beforeRepartition(String name) {
        return name + "-repartition-filter";
    }

    /** The node that writes a topic. */
    static String sink(String topic) {
        return topic;
    }

    private static KStream<byte[], byte[]> repartitioned(KStream<byte[], byte[]> derived, String name, int partitions) {
        return derived.repartition(Repartitioned.<byte[], byte[]>as(name)
                .withNumberOfPartitions(partitions)
                .withKeySerde(BYTES)
                .withValueSerde(BYTES));
    }

    private static ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier(
            ProcessorSupplier<byte[], byte[], byte[], byte[]> processor, String... stores) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], byte[], byte[]> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Arrays.stream(stores).map(TransactionTopology::store).collect(Collectors.toUnmodifiableSet());
            }
        };
    }

    /** Cached: the changelog gets only the last of each key per commit. */
    private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), BYTES, BYTES)
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    /** One sink more per part for the quarantine: a common one would join the parts into one. */
    private static void addSinks(Topology topology) {
        for (DerivedTopic topic : derivedTopics()) {
            addSink(topology, sink(topic.name()), topic.name(), parent(topic.name()));
        }
        addSink(topology, USER_OVERFLOW, DerivedTopic.QUARANTINE, SUM_BY_USER);
        addSink(topology, WINDOW_OVERFLOW, DerivedTopic.QUARANTINE, SUM_BY_WINDOW);
    }

    private static String parent(String topic) {
        return switch (topic) {
            case DerivedTopic.USER_SPENDING -> SUM_BY_USER;
            case DerivedTopic.SPEND_BY_WINDOW -> SUM_BY_WINDOW;
            default -> DERIVE;
        };
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
