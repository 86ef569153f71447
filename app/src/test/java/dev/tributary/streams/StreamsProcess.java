package dev.tributary.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The topology in a process of its own, which a test can kill. */
final class StreamsProcess {
    static final String RUNNING = "running";

    private StreamsProcess() {}

    /** Arguments: {@code bootstrap-servers source application state property=value...}. Runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        Map<String, Object> properties = new HashMap<>(Map.of("bootstrap.servers", arguments[0]));
        Stream.of(arguments)
                .skip(4)
                .map(argument -> argument.split("=", 2))
                .forEach(property -> properties.put(property[0], property[1]));
        StreamRules defaults = StreamRules.defaults();
        try (TransactionStreams streams = new TransactionStreams(
                new StreamRules(
                        arguments[1],
                        defaults.rates(),
                        defaults.blacklist(),
                        defaults.blacklistMode(),
                        defaults.window()),
                Derivation.keys(),
                properties,
                new StreamsSettings(arguments[2], Path.of(arguments[3]), 1, TableUpdates.LAST, 2),
                new TransactionStreams.Listener() {})) {
            streams.start();
            streams.awaitRunning(Duration.ofSeconds(30));
            System.out.println(RUNNING);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
