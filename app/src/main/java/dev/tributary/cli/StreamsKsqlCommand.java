package dev.tributary.cli;

import dev.tributary.streams.KsqlStatements;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "ksql",
        description = "Print the ksqlDB statements that mean the same as the topology.",
        footer = {"tributary streams ksql", "tributary streams ksql > transactions.sql"})
final class StreamsKsqlCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    StreamsKsqlCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.out().print(new KsqlStatements(session.settings().streams().rules()).script());
        return Exit.DONE;
    }
}
