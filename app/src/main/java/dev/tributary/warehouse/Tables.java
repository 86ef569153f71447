package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the table that a file loads into, and makes it when it is the first. Remembers tables until told to forget. */
final class Tables {
    private final Connection connection;
    private final Map<String, FeedTable> known = new HashMap<>();

    Tables(Connection connection) {
        this.connection = connection;
    }

    /** To be called when a transaction was rolled back or another process wrote. */
    void forget() {
        known.clear();
    }

    /**
     * The table of a feed.
     *
     * @throws FileProblem when the table that is there cannot take the file
     */
    FeedTable open(LakeFile file, Feed feed) throws SQLException {
        String wanted = nameFor(file, feed);
        Optional<Catalogue.Entry> found = Catalogue.find(connection, wanted);
        Catalogue.Entry entry = found.isPresent() ? found.get() : add(file, feed, wanted);
        requireSameMode(file, feed, entry);
        nameTopic(file, entry);
        FeedTable table = known.get(entry.name());
        if (table == null) {
            table = new FeedTable(connection, entry.name(), entry.mode(), Catalogue.columns(connection, entry.name()));
            known.put(entry.name(), table);
        }
        return table;
    }

    /** The name of the table that a file loads into, but for letter case. */
    static String nameFor(LakeFile file, Feed feed) {
        return feed.exact() ? feed.topic() : file.topic();
    }

    private Catalogue.Entry add(LakeFile file, Feed feed, String name) throws SQLException {
        requireFree(file, name);
        Catalogue.Entry entry = new Catalogue.Entry(name, feed.mode(), Optional.empty());
        Catalogue.add(connection, entry);
        new FeedTable(connection, name, feed.mode(), Catalogue.columns(connection, name)).create();
        Summaries.create(connection, SummaryRule.of(name));
        return entry;
    }

    private void requireFree(LakeFile file, String name) throws SQLException {
        String folded = Columns.folded(name);
        boolean reserved = folded.startsWith("_") || folded.startsWith("sqlite_");
        long taken = Sql.number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = ? COLLATE NOCASE", name);
        if (reserved || taken > 0) {
            throw new FileProblem(
                    file.path(),
                    "no table can be named " + name + ": the warehouse has something else under that name",
                    "give the feed the mode ignore, or drop what has its name from the database");
        }
    }

    private static void requireSameMode(LakeFile file, Feed feed, Catalogue.Entry entry) {
        if (entry.mode() != feed.mode()) {
            throw new FileProblem(
                    file.path(),
                    "table " + entry.name() + " was loaded in mode " + entry.mode() + ", the feed now says "
                            + feed.mode(),
                    "set the feed's mode back, or make the warehouse anew: tributary rebuild --warehouse");
        }
    }

    /** Two topics of one cluster may differ in letter case alone; one table cannot hold both. */
    private void nameTopic(LakeFile file, Catalogue.Entry entry) throws SQLException {
        if (file.foreign()) {
            return;
        }
        if (entry.topic().isEmpty()) {
            Catalogue.nameTopic(connection, entry.name(), file.topic());
        } else if (!entry.topic().get().equals(file.topic())) {
            throw new FileProblem(
                    file.path(),
                    "table " + entry.name() + " holds the topic "
                            + entry.topic().get() + ", whose name differs only in letter case from " + file.topic(),
                    "give one of the two topics a feed of mode ignore");
        }
    }
}
