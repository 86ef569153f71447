package dev.tributary.cli;

import dev.tributary.warehouse.NamedQueries;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "list", description = "Print the questions that have a name.", footer = "tributary query list")
final class QueryListCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    QueryListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Rows rows = session.rows(List.of(Column.text("name"), Column.text("description")))) {
            NamedQueries.all().forEach(query -> rows.row(query.name(), query.description()));
        }
        session.next("tributary query run --all");
        return Exit.DONE;
    }
}
