package dev.tributary.cli;

import dev.tributary.streams.TransactionTopology;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "topology",
        description = "Describe what is derived from the source: each topic with its rule, then the nodes.",
        footer = "tributary streams topology")
final class StreamsTopologyCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    StreamsTopologyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.out()
                .print(TransactionTopology.describe(session.settings().streams().rules()));
        session.next("tributary streams ksql");
        return Exit.DONE;
    }
}
