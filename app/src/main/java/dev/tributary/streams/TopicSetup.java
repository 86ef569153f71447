package dev.tributary.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics that are not there, leaves the others as they are, and learns what they take. */
final class TopicSetup {
    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Two clocks that ought to agree may differ by this much. */
    private static final long CLOCK_SKEW_MS = 60_000;

    private final Admin admin;

    TopicSetup(Admin admin) {
        this.admin = admin;
    }

    void ensure(String source, int partitions) throws ExecutionException, InterruptedException {
        Map<String, NewTopic> topics = Stream.concat(
                        Stream.of(newTopic(source, partitions)),
                        TransactionTopology.derivedTopics().stream()
                                .map(topic -> newTopic(topic.name(), partitions).configs(topic.config())))
                .collect(Collectors.toMap(NewTopic::name, topic -> topic));
        topics.keySet().removeAll(existing(topics.keySet())); // who may use a topic may not always create one
        for (KafkaFuture<Void> creation :
                admin.createTopics(topics.values()).values().values()) {
            awaitCreation(creation);
        }
        awaitVisible(topics.keySet());
        awaitLeaders(topics.keySet());
    }

    /** How many partitions those of the topics have that exist: a number that can never change under Kafka Streams. */
    OptionalInt partitions(List<String> topics) throws ExecutionException, InterruptedException {
        return admin.describeTopics(existing(Set.copyOf(topics))).allTopicNames().get().values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .max();
    }

    private static NewTopic newTopic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty());
    }

    private Set<String> existing(Set<String> topics) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        return topics.stream().filter(existing::contains).collect(Collectors.toSet());
    }

    private static void awaitCreation(KafkaFuture<Void> creation) throws ExecutionException, InterruptedException {
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** The controller knows a new topic before every broker does, and Kafka Streams stops at a source it cannot see. */
    private void awaitVisible(Set<String> topics) throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + VISIBLE_WITHIN.toNanos();
        while (!existing(topics).containsAll(topics)) {
            if (System.nanoTime() - deadline > 0) {
                throw new ExecutionException(new UnknownTopicOrPartitionException("made, but not visible: " + topics));
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** A leader tells offsets as soon as it takes records, and the client asks until one does. */
    private void awaitLeaders(Set<String> topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        admin.listOffsets(ends).all().get();
    }

    /** The strictest of the derived topics, which on a cluster of somebody else may be stricter than ours. */
    Limits limits() throws ExecutionException, InterruptedException {
        List<ConfigResource> topics = TransactionTopology.derivedTopics().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
                .toList();
        Limits limits = Limits.defaults();
        for (Map.Entry<ConfigResource, Config> topic :
                admin.describeConfigs(topics).all().get().entrySet()) {
            boolean quarantine = topic.getKey().name().equals(DerivedTopic.QUARANTINE);
            Config config = topic.getValue();
            limits = limits.within(
                    quarantine ? number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) : Long.MAX_VALUE,
                    withoutSkew(number(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)));
        }
        return limits;
    }

    private static long withoutSkew(long maxAhead) {
        return Math.max(0, maxAhead - CLOCK_SKEW_MS);
    }

    /** Brokers of before 3.6 do not know every setting; what they do not know they do not limit. */
    private static long number(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? Long.MAX_VALUE : Long.parseLong(entry.value());
    }
}
