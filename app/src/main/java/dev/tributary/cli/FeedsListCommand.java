package dev.tributary.cli;

import dev.tributary.config.Durations;
import dev.tributary.lake.Feed;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "Print the feeds and how their records stand in the warehouse.",
        footer = "tributary feeds list")
final class FeedsListCommand implements Callable<Integer> {
    private final Session session;

    FeedsListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Feed> feeds = session.settings().feeds().feeds();
        List<Column> columns = List.of(
                Column.text("topic"),
                Column.text("mode"),
                Column.text("key"),
                Column.text("confidential"),
                Column.text("retention"));
        try (Rows rows = session.rows(columns)) {
            for (Feed feed : feeds) {
                rows.row(
                        feed.topic(),
                        feed.mode().name().toLowerCase(Locale.ROOT),
                        String.join(", ", feed.key()),
                        session.options().format() == Format.TABLE
                                ? (feed.confidential() ? "yes" : "")
                                : (Object) feed.confidential(),
                        feed.retention()
                                .map(period ->
                                        period.length().map(Durations::text).orElse("never"))
                                .orElse(""));
            }
        }
        return Exit.DONE;
    }
}
