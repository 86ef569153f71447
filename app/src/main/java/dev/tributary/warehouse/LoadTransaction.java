package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One transaction of a load: the rows of some lines, their rejects, users and columns, and the marks that say so. */
final class LoadTransaction implements AutoCloseable {
    /** From here on the schema is worth two changes; below, SQLite may compute the virtual columns for nothing. */
    private static final long BULK_BYTES = 256 << 10;

    /** A table that takes rows in this transaction. */
    private static final class Target {
        final FeedTable table;
        final Feed feed;
        final Tally tally;
        final SummaryDeltas summaries;
        final RowWriter writer;
        long bytes;
        long newestRecord = -1;
        boolean namesUsers;

        Target(FeedTable table, Feed feed, Tally tally, SummaryDeltas summaries, RowWriter writer) {
            this.table = table;
            this.tally = tally;
            this.feed = feed;
            this.summaries = summaries;
            this.writer = writer;
        }

        void see(Shape shape) {
            table.columns().see(shape);
            namesUsers = table.columns().column(Users.ID).isPresent();
        }
    }

    private final Connection connection;
    private final LakeLayout layout;
    private final ReadAhead ahead;
    private final Tables tables;
    private final Users users;
    private final LoadPoints points;
    private final long maxLines;
    private final String now;
    private final Rejects rejects;
    private final Map<FeedTable, Target> targets = new LinkedHashMap<>();
    private long lines;
    private long bytes;

    LoadTransaction(
            Connection connection,
            LakeLayout layout,
            ReadAhead ahead,
            Tables tables,
            Users users,
            LoadPoints points,
            long maxLines,
            String now) {
        this.connection = connection;
        this.layout = layout;
        this.ahead = ahead;
        this.tables = tables;
        this.users = users;
        this.points = points;
        this.maxLines = maxLines;
        this.now = now;
        this.rejects = new Rejects(connection, now);
    }

    /** Whether it has as many lines as one transaction may. */
    boolean full() {
        return lines >= maxLines;
    }

    long lines() {
        return lines;
    }

    long bytes() {
        return bytes;
    }

    /** What happened so far, by table. */
    Map<String, Tally> tallies() {
        Map<String, Tally> tallies = new LinkedHashMap<>();
        targets.forEach((table, target) -> tallies.put(table.name(), target.tally));
        return tallies;
    }

    /**
     * Takes what there is to take of a file.
     *
     * @return whether it is through with the file; false when the transaction is full
     * @throws FileProblem when the file cannot be loaded
     */
    boolean load(LakeFile file, Feed feed) throws SQLException {
        Target target = target(tables.open(file, feed), feed);
        Optional<Mark> known = Mark.find(connection, file.path());
        Mark mark = known.isPresent() ? known.get() : Mark.add(connection, file.path(), target.table.name(), now);
        try {
            return file.foreign() ? loadForeign(file, mark, target) : loadOurs(file, mark, target);
        } catch (IOException e) {
            throw new FileProblem(file.path(), "cannot be read: " + e, Optional.empty(), e);
        }
    }

    /**
     * Takes lines that another warehouse had of a file which is no longer in the lake, and its mark.
     *
     * @param old the other warehouse's mark
     */
    void takeAgain(LakeFile file, Feed feed, Mark old, ParsedLines taken, Shape shape) throws SQLException {
        Target target = target(tables.open(file, feed), feed);
        Optional<Mark> known = Mark.find(connection, file.path());
        Mark mark = known.isPresent() ? known.get() : Mark.add(connection, file.path(), target.table.name(), now);
        expectBulk(target, file.length());
        target.see(shape);
        store(taken, 0, taken.size(), mark, target);
        mark.loadedAs(old).save(connection, now);
    }

    private boolean loadOurs(LakeFile file, Mark mark, Target target) throws SQLException, IOException {
        if (file.length() < mark.loadedTo()) {
            throw new FileProblem(
                    file.path(),
                    "is loaded up to byte " + mark.loadedTo() + ", but only " + file.length()
                            + " bytes are committed now",
                    "restore the lake together with its ledger, or make the warehouse anew: tributary rebuild --warehouse");
        }
        Mark moved = take(file, mark, target);
        boolean through = moved.loadedTo() == file.length();
        if (!through && !full()) {
            throw new FileProblem(
                    file.path(),
                    "has no end of a line at byte " + file.length() + ", up to which it is committed",
                    "restore the file, or rebuild the lake's ledger");
        }
        moved.ofOurs().save(connection, now);
        return through;
    }

    private boolean loadForeign(LakeFile file, Mark mark, Target target) throws SQLException, IOException {
        Path path = layout.resolve(file.path());
        long modified = Files.getLastModifiedTime(path).toMillis();
        requireUnchanged(file, path, mark);
        Mark moved = take(file, mark, target);
        boolean through = !full() || moved.loadedTo() == file.length();
        long seen = through ? file.length() : moved.loadedTo();
        moved.ofForeign(Edges.of(path, moved.loadedTo()), modified, seen).save(connection, now);
        return through;
    }

    private static void requireUnchanged(LakeFile file, Path path, Mark mark) throws IOException {
        boolean shorter = file.length() < mark.loadedTo();
        if (shorter || (mark.foreign() && Edges.of(path, mark.loadedTo()) != mark.edges())) {
            throw new FileProblem(
                    file.path(),
                    (shorter ? "is shorter than" : "has changed before") + " byte " + mark.loadedTo()
                            + ", up to which it is loaded",
                    "put new lines behind the old ones, or into another file");
        }
    }

    private Mark take(LakeFile file, Mark mark, Target target) throws SQLException, IOException {
        expectBulk(target, file.length() - mark.loadedTo());
        long before = lines;
        long position = mark.loadedTo();
        while (position < file.length() && !full()) {
            FilePart part = ahead.part(file, target.feed, position);
            long next = store(part, mark, target);
            if (next == position) {
                break;
            }
            position = next;
        }
        bytes += position - mark.loadedTo();
        return mark.after(position, lines - before);
    }

    /** Stores the lines of a part until the transaction is full; where the rest starts. */
    private long store(FilePart part, Mark mark, Target target) throws SQLException {
        target.see(part.shape());
        int count = (int) Math.min(part.count(), maxLines - lines);
        store(part.lines(), part.first(), part.first() + count, mark, target);
        if (count == part.count()) {
            return part.next();
        }
        FilePart rest = part.behind(count);
        ahead.giveBack(rest);
        return rest.from();
    }

    private void store(ParsedLines parsed, int from, int to, Mark mark, Target target) throws SQLException {
        lines += to - from;
        target.tally.lines += to - from;
        for (int line = from; line < to; line++) {
            if (parsed.isRecord(line)) {
                note(new Row(mark, parsed, line), target);
            }
        }
        for (int line = from; line < to; line++) {
            if (parsed.isRecord(line)) {
                target.writer.add(new Row(mark, parsed, line));
            } else {
                reject(parsed, line, mark, target);
            }
        }
    }

    private void reject(ParsedLines parsed, int line, Mark mark, Target target) throws SQLException {
        Optional<ParsedLines.Nonsense> nonsense = parsed.nonsense(line);
        if (nonsense.isPresent()) {
            target.tally.rejected++;
            rejects.add(
                    mark,
                    parsed.position(line),
                    nonsense.get().reason(),
                    nonsense.get().raw());
        }
    }

    private void note(Row row, Target target) throws SQLException {
        target.newestRecord = Math.max(target.newestRecord, row.timestamp());
        target.tally.rowsOfNulls += row.isAllNull() ? 1 : 0;
        if (target.namesUsers) {
            users.saw(row, target.table.columns());
        }
    }

    private static void expectBulk(Target target, long bytes) throws SQLException {
        target.bytes += bytes;
        if (target.bytes > BULK_BYTES) {
            target.table.undress();
        }
    }

    /** Writes what is still in memory. To be called before the transaction ends. */
    void finish() throws SQLException {
        for (Target target : targets.values()) {
            target.writer.flush();
            target.summaries.write(connection);
            target.table.dress();
            if (target.tally.lines > 0) {
                Catalogue.noteNewest(connection, target.table.name(), target.newestRecord, now);
            }
        }
        users.writeAll();
    }

    private Target target(FeedTable table, Feed feed) throws SQLException {
        Target target = targets.get(table);
        if (target == null) {
            Tally tally = new Tally();
            SummaryDeltas summaries = new SummaryDeltas(SummaryRule.of(table.name()));
            target = new Target(table, feed, tally, summaries, writer(table, tally, summaries));
            targets.put(table, target);
        }
        return target;
    }

    private RowWriter writer(FeedTable table, Tally tally, SummaryDeltas summaries) throws SQLException {
        AppendRows append = new AppendRows(connection, table, users, rejects, tally, summaries, points, now);
        return table.mode() == FeedMode.LATEST
                ? new LatestRows(connection, table, users, tally, summaries, points, now, append)
                : append;
    }

    @Override
    public void close() throws SQLException {
        for (Target target : targets.values()) {
            target.writer.close();
        }
    }
}
