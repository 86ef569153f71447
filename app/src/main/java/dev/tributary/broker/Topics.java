package dev.tributary.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a cluster: what there is, how much is in it, making and deleting. Every method asks the cluster anew, waits at most
 * {@link #PATIENCE}, for many new partitions longer, and throws {@link BrokerUnreachableException} when it does not answer. Safe for use by several threads.
 */
public final class Topics implements AutoCloseable {
    /** How long one question to the cluster may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A broker makes the logs of new partitions one after the other, and forces each; on a slow disk that takes its time. */
    private static final Duration MAKING_A_LOG = Duration.ofMillis(50);

    private final ClientSettings settings;
    private final Admin admin;

    /** Opens a client; the cluster is not asked yet. */
    public Topics(ClientSettings settings) {
        Map<String, Object> properties = settings.toProperties();
        properties.putIfAbsent("client.id", "tributary-topics");
        properties.putIfAbsent("default.api.timeout.ms", Long.toString(PATIENCE.toMillis()));
        properties.putIfAbsent("request.timeout.ms", Long.toString(PATIENCE.toMillis()));
        this.settings = settings;
        this.admin = ClientFailure.opening(settings, properties, Admin::create);
    }

    /** All names, sorted, without those that Kafka keeps for itself. */
    public Set<String> names() {
        return listings(false).stream().map(TopicListing::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The topic's name as the cluster writes it, looked up without regard to case; the exact one first. */
    public Optional<String> find(String name) {
        Set<String> names = names();
        return names.contains(name)
                ? Optional.of(name)
                : names.stream().filter(name::equalsIgnoreCase).findFirst();
    }

    /** The ids of the topics that exist, by name. */
    public Map<String, String> ids() {
        return listings(true).stream()
                .collect(Collectors.toMap(
                        TopicListing::name, topic -> topic.topicId().toString()));
    }

    /** All topics sorted by name, those that Kafka keeps for itself last. */
    public List<TopicSummary> list() {
        List<TopicListing> listings = listings(true);
        Map<String, TopicDescription> described =
                described(listings.stream().map(TopicListing::name).toList());
        List<TopicPartition> partitions = described.values().stream()
                .flatMap(topic -> partitions(topic).stream())
                .toList();
        Map<String, Long> records = records(partitions);
        return described.values().stream()
                .map(topic -> new TopicSummary(
                        topic.name(),
                        topic.topicId().toString(),
                        topic.partitions().size(),
                        records.getOrDefault(topic.name(), 0L),
                        topic.isInternal()))
                .sorted(Comparator.comparing(TopicSummary::internal).thenComparing(TopicSummary::name))
                .toList();
    }

    private Map<String, Long> records(List<TopicPartition> partitions) {
        PartitionBounds bounds = bounds(partitions);
        return partitions.stream()
                .collect(Collectors.groupingBy(TopicPartition::topic, Collectors.summingLong(bounds::length)));
    }

    /**
     * One topic in full.
     *
     * @throws UnknownTopicException when there is none of that name, in exactly these letters
     */
    public TopicDetails describe(String name) {
        TopicDescription topic = described(List.of(name)).get(name);
        if (topic == null) {
            throw new UnknownTopicException(name);
        }
        PartitionBounds bounds = bounds(partitions(topic));
        List<TopicDetails.Partition> described = topic.partitions().stream()
                .map(partition -> describe(partition, new TopicPartition(name, partition.partition()), bounds))
                .toList();
        return new TopicDetails(name, topic.topicId().toString(), topic.isInternal(), described, ownSettings(name));
    }

    private static TopicDetails.Partition describe(
            TopicPartitionInfo partition, TopicPartition key, PartitionBounds bounds) {
        Optional<Node> leader = Optional.ofNullable(partition.leader()).filter(node -> !node.isEmpty());
        return new TopicDetails.Partition(
                partition.partition(),
                leader.map(node -> OptionalInt.of(node.id())).orElseGet(OptionalInt::empty),
                partition.replicas().stream().map(Node::id).toList(),
                partition.isr().stream().map(Node::id).toList(),
                bounds.start(key),
                bounds.end(key));
    }

    private Map<String, String> ownSettings(String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return await(
                        "read the settings of topic " + name,
                        admin.describeConfigs(List.of(resource)).all())
                .values()
                .stream()
                .flatMap(config -> config.entries().stream())
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(
                        ConfigEntry::name,
                        entry -> Optional.ofNullable(entry.value()).orElse("")));
    }

    /**
     * Those of the topics in whose middle records may vanish, because Kafka compacts them. A topic whose settings Kafka does not show to this user
     * counts as one.
     */
    public Set<String> compacted(Collection<String> names) {
        Map<String, KafkaFuture<Config>> settings = admin
                .describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        Set<String> compacted = new TreeSet<>();
        settings.forEach((name, future) -> {
            String doing = "read the settings of topic " + name;
            if (failsWith(AuthorizationException.class, doing, future) || compacts(await(doing, future))) {
                compacted.add(name);
            }
        });
        return compacted;
    }

    /**
     * How long topics keep their records. A topic that does not exist has no answer, nor has one whose settings Kafka does not show to this user.
     */
    public Map<String, TopicRetention> retention(Collection<String> names) {
        Map<String, TopicRetention> retention = new LinkedHashMap<>();
        admin.describeConfigs(names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList())
                .values()
                .forEach((resource, future) -> {
                    String doing = "read the settings of topic " + resource.name();
                    if (!failsWith(ApiException.class, doing, future)) {
                        retention.put(resource.name(), retention(await(doing, future)));
                    }
                });
        return retention;
    }

    private static TopicRetention retention(Config settings) {
        String policy = value(settings, TopicConfig.CLEANUP_POLICY_CONFIG);
        long millis = Long.parseLong(value(settings, TopicConfig.RETENTION_MS_CONFIG));
        boolean deletes = policy.contains(TopicConfig.CLEANUP_POLICY_DELETE);
        return new TopicRetention(
                deletes && millis >= 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty(), compacts(settings));
    }

    private static String value(Config settings, String name) {
        return Optional.ofNullable(settings.get(name)).map(ConfigEntry::value).orElse("");
    }

    private static boolean compacts(Config settings) {
        return Optional.ofNullable(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG))
                .map(ConfigEntry::value)
                .filter(policy -> policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT))
                .isPresent();
    }

    /**
     * Makes those of the topics that do not exist yet, with the cluster's default of replicas, and returns when they can be used. Topics
     * that exist stay as they are.
     *
     * @return the names of those that were made
     */
    public List<String> create(Collection<String> names, int partitions) {
        List<NewTopic> topics = names.stream()
                .distinct()
                .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                .toList();
        List<String> made = new ArrayList<>();
        admin.createTopics(topics).values().forEach((name, future) -> {
            if (!failsWith(TopicExistsException.class, "make topic " + name, future)) {
                made.add(name);
            }
        });
        awaitVisible(names);
        awaitLeaders(made);
        return made;
    }

    /** A topic just made is known to the controller a moment before the brokers know it. */
    private void awaitVisible(Collection<String> names) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!described(names).keySet().containsAll(names)) {
            if (System.nanoTime() - deadline > 0) {
                throw new BrokerException(
                        "the topics " + names + " were made but the brokers at " + settings.bootstrapServers()
                                + " do not show them",
                        Optional.of("look at the brokers' logs"),
                        null);
            }
            Pause.briefly("waiting for the topics " + names);
        }
    }

    /**
     * A topic just made is shown a moment before its leaders take records, and a producer with several requests on the way must not
     * meet that moment: the first is refused, the next is taken as the beginning, and the first then fits nowhere any more. Only a
     * leader tells offsets; the client asks until one does.
     */
    private void awaitLeaders(Collection<String> names) {
        List<TopicPartition> partitions = partitionsOf(names);
        Duration atMost = PATIENCE.plus(MAKING_A_LOG.multipliedBy(partitions.size()));
        ListOffsetsOptions options =
                new ListOffsetsOptions().timeoutMs((int) Math.min(atMost.toMillis(), Integer.MAX_VALUE));
        offsets(partitions, OffsetSpec.latest(), options);
    }

    /**
     * Deletes a topic with all its records.
     *
     * @throws UnknownTopicException when there is none of that name
     */
    public void delete(String name) {
        KafkaFuture<Void> deletion = admin.deleteTopics(List.of(name)).all();
        if (failsWith(UnknownTopicOrPartitionException.class, "delete topic " + name, deletion)) {
            throw new UnknownTopicException(name);
        }
    }

    /** The oldest offset still there, of every partition of the topics that exist. */
    public Map<TopicPartition, Long> startOffsets(Collection<String> topics) {
        return offsets(partitionsOf(topics), OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /**
     * The offset that follows the last record, of every partition of the topics that exist: under READ_COMMITTED that is where a reader
     * of committed records would come to now, which is before any transaction still open.
     */
    public Map<TopicPartition, Long> endOffsets(Collection<String> topics, IsolationLevel isolation) {
        return offsets(partitionsOf(topics), OffsetSpec.latest(), isolation);
    }

    /** The offsets that a consumer group goes on with; none of a group that does not exist. */
    public Map<TopicPartition, Long> committed(String group) {
        Map<TopicPartition, Long> committed = new HashMap<>();
        await(
                        "read the offsets of group " + group,
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) ->
                        Optional.ofNullable(offset).ifPresent(there -> committed.put(partition, there.offset())));
        return committed;
    }

    /** How far a consumer group is behind the end of what it reads. A group that does not exist is behind nothing. */
    public GroupLag groupLag(String group) {
        Map<TopicPartition, Long> committed = committed(group);
        PartitionBounds rest = new PartitionBounds(
                committed, offsets(committed.keySet(), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED));
        return new GroupLag(
                group, rest.ends().keySet().stream().collect(Collectors.toMap(Function.identity(), rest::length)));
    }

    /** How many clients are members of a consumer group; none of one that does not exist. */
    public int groupMembers(String group) {
        String doing = "look at the group ";
        Map<String, KafkaFuture<ConsumerGroupDescription>> answer =
                admin.describeConsumerGroups(List.of(group)).describedGroups();
        return answer.entrySet().stream()
                .filter(one -> !failsWith(GroupIdNotFoundException.class, doing + group, one.getValue()))
                .mapToInt(one -> await(doing + group, one.getValue()).members().size())
                .sum();
    }

    private PartitionBounds bounds(Collection<TopicPartition> partitions) {
        return new PartitionBounds(
                offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED),
                offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED));
    }

    private List<TopicListing> listings(boolean internal) {
        ListTopicsOptions options = new ListTopicsOptions().listInternal(internal);
        return List.copyOf(await("list the topics", admin.listTopics(options).listings()));
    }

    private List<TopicPartition> partitionsOf(Collection<String> topics) {
        return described(topics).values().stream()
                .flatMap(topic -> partitions(topic).stream())
                .toList();
    }

    /** Those of the topics that exist. */
    private Map<String, TopicDescription> described(Collection<String> names) {
        return awaitThoseThatExist(
                "describe topic ", admin.describeTopics(names).topicNameValues());
    }

    /** The offsets of those partitions that still exist. */
    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation) {
        return offsets(partitions, which, new ListOffsetsOptions(isolation));
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which, ListOffsetsOptions options) {
        Map<TopicPartition, OffsetSpec> questions =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> which));
        var result = admin.listOffsets(questions, options);
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers =
                partitions.stream().collect(Collectors.toMap(Function.identity(), result::partitionResult));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        awaitThoseThatExist("read the offsets of ", answers)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private <K, V> Map<K, V> awaitThoseThatExist(String doing, Map<K, KafkaFuture<V>> futures) {
        Map<K, V> results = new LinkedHashMap<>();
        futures.forEach((key, future) -> {
            if (!failsWith(UnknownTopicOrPartitionException.class, doing + key, future)) {
                results.put(key, await(doing + key, future));
            }
        });
        return results;
    }

    private static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    private <T> T await(String doing, KafkaFuture<T> future) {
        try {
            return join(doing, future);
        } catch (ExecutionException e) {
            throw ClientFailure.of(settings, doing, e);
        }
    }

    /** Whether the request failed with what the caller is prepared for; any other failure is thrown. */
    private boolean failsWith(Class<? extends ApiException> expected, String doing, KafkaFuture<?> future) {
        try {
            join(doing, future);
            return false;
        } catch (ExecutionException e) {
            if (expected.isInstance(e.getCause())) {
                return true;
            }
            throw ClientFailure.of(settings, doing, e);
        }
    }

    private static <T> T join(String doing, KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted: could not " + doing, Optional.empty(), e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
