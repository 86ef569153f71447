package dev.tributary.cli;

import dev.tributary.broker.TopicDetails;
import dev.tributary.broker.Topics;
import dev.tributary.pipeline.KafkaConnection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "describe",
        description = "Print a topic's partitions, their offsets and replicas, and the topic's own settings.",
        footer = "tributary topics describe TRANSACTIONS_USD")
final class TopicsDescribeCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            Column.count("partition"),
            Column.count("start_offset"),
            Column.count("end_offset"),
            Column.text("leader"),
            Column.text("replicas"),
            Column.text("in_sync"));

    private final Session session;

    @Parameters(paramLabel = "TOPIC", description = "The topic, in any case of its letters.")
    private String topic = "";

    TopicsDescribeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (KafkaConnection kafka = session.kafka(session.settings());
                Topics topics = new Topics(kafka.settings())) {
            print(topics.describe(TopicName.find(topics, topic)));
        }
        return Exit.DONE;
    }

    private void print(TopicDetails details) {
        session.say(session.colours().strong(details.name()) + "   id " + details.id());
        new TreeMap<>(details.settings())
                .forEach((name, value) -> session.say("  " + name + " = " + Cells.harmless(value)));
        try (Rows rows = session.rows(COLUMNS)) {
            details.partitions()
                    .forEach(partition -> rows.row(
                            partition.number(),
                            partition.startOffset(),
                            partition.endOffset(),
                            partition.leader().isPresent()
                                    ? String.valueOf(partition.leader().getAsInt())
                                    : "none",
                            joined(partition.replicas()),
                            joined(partition.inSync())));
        }
    }

    private static String joined(List<Integer> brokers) {
        return brokers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
