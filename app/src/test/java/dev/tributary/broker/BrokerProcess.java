package dev.tributary.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** A broker in a process of its own, which produces, says what was acknowledged, and waits to be killed. */
public final class BrokerProcess {
    private BrokerProcess() {}

    /** Starts a broker in the folder, sends as many records as asked to the topic {@code kept}, and waits for ever. */
    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(Path.of(arguments[0])));
        Clients.send(
                broker.clientSettings(),
                "kept",
                IntStream.range(0, Integer.parseInt(arguments[1]))
                        .mapToObj(Integer::toString)
                        .toList());
        PrintStream console = System.out;
        console.println(broker.bootstrapServers());
        console.flush();
        Thread.currentThread().join();
    }

    /** A broker that has acknowledged its records. */
    record Running(Process process, String bootstrapServers) {
        static Running start(Path folder, int records) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerProcess.class.getName(),
                            folder.toString(),
                            Integer.toString(records))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader();
            return new Running(process, String.valueOf(output.readLine()));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
