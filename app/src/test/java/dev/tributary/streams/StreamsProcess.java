package dev.tributary.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The topology in a process of its own, which a test can kill. */
final class StreamsProcess {
    private static final String RUNNING = "running";

    private StreamsProcess() {}

    static Process start(String bootstrapServers, String source, StreamsSettings settings) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamsProcess.class.getName(),
                        bootstrapServers,
                        source,
                        settings.applicationId(),
                        settings.stateDirectory().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static void awaitRunning(Process process) throws IOException {
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (!RUNNING.equals(line)) {
            throw new AssertionError("the process said " + line);
        }
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        StreamRules defaults = StreamRules.defaults();
        try (TransactionStreams streams = new TransactionStreams(
                new StreamRules(
                        arguments[1],
                        defaults.rates(),
                        defaults.blacklist(),
                        defaults.blacklistMode(),
                        defaults.window()),
                Derivation.keys(),
                Map.of("bootstrap.servers", arguments[0]),
                new StreamsSettings(arguments[2], Path.of(arguments[3]), 1, 2),
                new TransactionStreams.Listener() {})) {
            streams.start();
            streams.awaitRunning(Duration.ofSeconds(30));
            System.out.println(RUNNING);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
