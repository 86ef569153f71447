package dev.tributary.bench;

import dev.tributary.broker.ClientSettings;
import dev.tributary.broker.Topics;
import dev.tributary.generator.Generation;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.generator.RecordSink;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Topics of generated transactions.
 *
 * @param names of the topics, which share the records evenly
 * @param partitions of each of them
 * @param compression of the producer, and so of the records in the broker
 * @param events how many records there are in all
 */
record SourceTopics(List<String> names, int partitions, String compression, long events) {
    SourceTopics {
        names = List.copyOf(names);
    }

    Feeds feeds() {
        return new Feeds(names.stream().map(Feed::append).toList());
    }

    /** Makes the topics and their records. */
    void fill(ClientSettings cluster) {
        try (Topics topics = new Topics(cluster)) {
            topics.create(names, partitions);
        }
        Map<String, Object> properties = cluster.toProperties();
        properties.put("compression.type", compression);
        for (int each = 0; each < names.size(); each++) {
            try (RecordSink sink = RecordSink.toTopic(properties, names.get(each))) {
                GeneratorConfig config = transactions(OptionalLong.of(eventsOf(each)), OptionalDouble.empty(), each);
                new Generation(config, InstantSource.system(), sink, made -> {}).run();
            }
        }
    }

    private long eventsOf(int each) {
        return events * (each + 1) / names.size() - events * each / names.size();
    }

    /** Good transactions of uniform users, as many and as fast as given. */
    static GeneratorConfig transactions(OptionalLong events, OptionalDouble rate, long seed) {
        return new GeneratorConfig(
                events,
                rate,
                seed,
                9_000,
                GeneratorConfig.Distribution.UNIFORM,
                0,
                GeneratorConfig.Time.LIVE,
                GeneratorConfig.BadInput.NONE);
    }
}
