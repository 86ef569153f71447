package dev.tributary.campaign;

import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** How far each process has come, as an outsider sees it. */
final class Progress implements AutoCloseable {
    static final String SOURCE = "transaction_log";
    private static final String APPLICATION = "tributary-streams";

    private final Admin admin;
    private final LakeLayout lake;
    private final Path warehouse;

    Progress(String bootstrapServers, Path folder) {
        this.admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", "2000",
                "request.timeout.ms", "1500",
                "reconnect.backoff.max.ms", "200"));
        this.lake = new LakeLayout(folder.resolve("pipeline"));
        this.warehouse = folder.resolve("data_warehouse.db");
    }

    /** A number that grows when the process has done something that lasts; empty when nobody can say now. */
    OptionalLong of(Role role) throws InterruptedException {
        try {
            return OptionalLong.of(
                    switch (role) {
                        case BROKER -> answer();
                        case GENERATE -> sum(ends(List.of(SOURCE), IsolationLevel.READ_UNCOMMITTED));
                        case STREAMS -> sum(derivedUpTo());
                        case INGEST -> sum(taken());
                        case LOAD ->
                            marks().stream().mapToLong(LoadMark::loadedTo).sum();
                    });
        } catch (ExecutionException | LakeException | WarehouseException e) {
            return OptionalLong.empty(); // being restarted, or not there yet
        }
    }

    /** Each answer is progress. */
    private long answer() throws ExecutionException, InterruptedException {
        admin.describeCluster().clusterId().get();
        return System.nanoTime();
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The end of each partition for a reader of that isolation. */
    Map<TopicPartition, Long> ends(Collection<String> topics, IsolationLevel isolation)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription topic :
                admin.describeTopics(topics).allTopicNames().get().values()) {
            topic.partitions()
                    .forEach(partition ->
                            wanted.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** The offsets that the streams committed together with their output: of the source, and of the topics between their parts. */
    Map<TopicPartition, Long> derivedUpTo() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /** Whether the streams have processed all that they have to read, what they wrote for themselves included. */
    boolean allDerived() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> committed = derivedUpTo();
        Collection<String> topics = committed.keySet().stream()
                .map(TopicPartition::topic)
                .distinct()
                .toList();
        return behind(committed, ends(topics, IsolationLevel.READ_COMMITTED)).isEmpty();
    }

    /** The partitions that have not reached their end. */
    static List<TopicPartition> behind(Map<TopicPartition, Long> reached, Map<TopicPartition, Long> ends) {
        return ends.keySet().stream()
                .filter(partition -> reached.getOrDefault(partition, 0L) < ends.get(partition))
                .toList();
    }

    /** How far the lake's ledger says that each partition was taken. */
    Map<TopicPartition, Long> taken() {
        try (LakeReader reader = LakeReader.open(lake)) {
            return reader.positions().stream()
                    .collect(Collectors.toMap(
                            position -> new TopicPartition(position.topic(), position.partition()),
                            Position::nextOffset,
                            Math::max));
        }
    }

    /** The committed length of each file that is loaded. */
    Map<String, Long> loadable(String neverLoaded) {
        try (LakeReader reader = LakeReader.open(lake)) {
            return reader.committedFiles().stream()
                    .filter(file -> file.kind() == dev.tributary.lake.Kind.DATA
                            && !file.topic().equals(neverLoaded))
                    .collect(Collectors.toMap(file -> file.path(), file -> file.length()));
        }
    }

    /** How far each file is loaded. */
    List<LoadMark> marks() {
        try (Warehouse open = Warehouse.openReadOnly(warehouse)) {
            return open.marks();
        }
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ZERO);
    }
}
