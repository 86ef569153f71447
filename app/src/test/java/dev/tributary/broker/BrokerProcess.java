package dev.tributary.broker;

import dev.tributary.testing.ChildProcess;
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
    record Running(ChildProcess process, String bootstrapServers) {
        static Running start(Path folder, int records) throws InterruptedException {
            ChildProcess process = ChildProcess.start(
                    folder.getParent(), BrokerProcess.class, folder.toString(), Integer.toString(records));
            return new Running(process, process.awaitLine("127.0.0.1:"));
        }

        void kill() throws InterruptedException {
            process.kill();
        }
    }
}
