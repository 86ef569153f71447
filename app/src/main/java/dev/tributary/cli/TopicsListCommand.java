package dev.tributary.cli;

import dev.tributary.broker.TopicSummary;
import dev.tributary.broker.Topics;
import dev.tributary.config.Settings;
import dev.tributary.lake.Feed;
import dev.tributary.pipeline.KafkaConnection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "Print the topics, how much is in them, and whether they flow into the lake.",
        footer = {"tributary topics list", "tributary topics list -b localhost:9092 -o json"})
final class TopicsListCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS =
            List.of(Column.text("topic"), Column.count("offsets"), Column.count("partitions"), Column.text("feed"));

    private final Session session;

    @Option(names = "--all", description = "Also those that Kafka keeps for itself.")
    private boolean all;

    TopicsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        try (KafkaConnection kafka = session.kafka(settings);
                Topics topics = new Topics(kafka.settings())) {
            print(
                    settings,
                    topics.list().stream()
                            .filter(topic -> all || !topic.internal())
                            .toList());
        }
        return Exit.DONE;
    }

    private void print(Settings settings, List<TopicSummary> topics) {
        try (Rows rows = session.rows(COLUMNS)) {
            topics.forEach(
                    topic -> rows.row(topic.name(), topic.records(), topic.partitions(), mode(settings, topic.name())));
        }
        if (topics.isEmpty()) {
            session.say("no topics yet");
            session.next("tributary generate --events 1000");
        } else {
            session.next("tributary topics tail " + topics.get(0).name());
        }
    }

    private static String mode(Settings settings, String topic) {
        Optional<Feed> feed = settings.feeds().match(topic);
        return feed.map(rule -> rule.mode().name().toLowerCase(Locale.ROOT)).orElse("");
    }
}
