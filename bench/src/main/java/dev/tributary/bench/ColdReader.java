package dev.tributary.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The process that reads topics once, from cold, and prints its rate. */
final class ColdReader {
    private ColdReader() {}

    /** The arguments for {@link #main}. */
    static List<String> arguments(String reader, String bootstrapServers, SourceTopics topics, Path folder) {
        return List.of(
                reader,
                bootstrapServers,
                folder.toString(),
                Long.toString(topics.events()),
                String.join(",", topics.names()));
    }

    /**
     * Reads.
     *
     * @param args as {@link #arguments} makes them
     */
    public static void main(String[] args) throws Exception {
        List<String> names = List.of(args[4].split(",", -1));
        SourceTopics topics = new SourceTopics(names, 1, "none", Long.parseLong(args[3]));
        TopicReaders readers = new TopicReaders(Map.of("bootstrap.servers", args[1]), topics, Path.of(args[2]));
        double rate = switch (args[0]) {
            case TopicReaders.DISCARD -> readers.discard();
            case TopicReaders.RAW -> readers.rawCopy();
            case TopicReaders.INGEST -> readers.ingest();
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.out.printf(Locale.ROOT, "%.3f%n", rate);
    }
}
