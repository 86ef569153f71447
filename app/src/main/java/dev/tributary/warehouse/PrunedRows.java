package dev.tributary.warehouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeSurvey;
import dev.tributary.lake.OffsetSet;
import dev.tributary.lake.PrunedFile;
import dev.tributary.lake.PrunedOffsets;
import dev.tributary.lake.Stamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the rows of files that were pruned from the lake over from an old warehouse, which alone still has them. They go the way of every other line, so
 * that columns, users and whatever else follows from rows is as if their files were still there. Which row of a key is the latest does not depend on the order of loading.
 */
final class PrunedRows {
    /** A pruned file that the old warehouse has loaded to its end. */
    private record Carried(LakeFile file, Feed feed, Mark mark) {}

    private final Map<PrunedFile, PrunedOffsets> pruned;
    private final Map<Long, Carried> carried = new LinkedHashMap<>();
    private final List<PrunedFile> lost = new ArrayList<>();

    private PrunedRows(Map<PrunedFile, PrunedOffsets> pruned) {
        this.pruned = pruned;
    }

    /** What can be taken over, and what cannot. */
    static PrunedRows of(LakeReader lake, Feeds feeds, Map<String, Mark> oldMarks) {
        PrunedRows rows = new PrunedRows(lake.prunedOffsets());
        for (PrunedFile file : rows.pruned.keySet()) {
            Optional<Feed> feed = feeds.match(file.file().topic())
                    .filter(rule ->
                            rule.mode() != FeedMode.IGNORE && file.file().kind() == Kind.DATA);
            Optional<Mark> mark = Optional.ofNullable(oldMarks.get(file.file().path()))
                    .filter(known -> known.loadedTo() == file.file().length());
            if (feed.isPresent() && mark.isPresent()) {
                rows.carried.put(mark.get().id(), new Carried(file.file(), feed.get(), mark.get()));
            } else if (feed.isPresent()) {
                rows.lost.add(file);
            }
        }
        return rows;
    }

    /** How far the files are loaded whose rows are taken over. */
    Map<String, Long> lengths() {
        Map<String, Long> lengths = new HashMap<>();
        carried.values()
                .forEach(one -> lengths.put(one.file().path(), one.file().length()));
        return lengths;
    }

    /** What neither the lake nor the old warehouse has, in words. */
    Optional<String> lost() {
        long records = lost.stream().mapToLong(file -> file.file().records()).sum();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(records + (records == 1 ? " record" : " records")
                        + " that were pruned from the lake, the first of them in "
                        + lost.get(0).file().path());
    }

    /** What was taken over, in words. */
    Optional<String> words(long rows) {
        return carried.isEmpty()
                ? Optional.empty()
                : Optional.of(rows + (rows == 1 ? " row" : " rows") + " of days that were pruned from the lake");
    }

    /**
     * Takes the rows over.
     *
     * @return how many
     */
    long carry(Connection old, Warehouse fresh, LakeReader lake, InstantSource clock) throws SQLException {
        if (carried.isEmpty()) {
            return 0;
        }
        long rows = 0;
        Batch batch = new Batch(fresh, lake, clock);
        for (String table : Sql.list(old, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1))) {
            rows += carryRows(old, table, batch);
            carryRemovals(old, table, batch);
        }
        carried.values().forEach(batch::touch);
        batch.store();
        return rows;
    }

    private long carryRows(Connection old, String table, Batch batch) throws SQLException {
        long rows = 0;
        String select = "SELECT lake_file, lake_position, data, kafka_epoch, kafka_partition, kafka_offset,"
                + " kafka_timestamp, kafka_key FROM " + Sql.quoted(table) + " ORDER BY id";
        try (PreparedStatement statement = old.prepareStatement(select);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                Carried file = carried.get(found.getLong(1));
                if (file != null) {
                    Stamp stamp = new Stamp(
                            found.getInt(5),
                            found.getLong(6),
                            found.getLong(7),
                            Optional.ofNullable(found.getString(8)),
                            found.getInt(4));
                    Optional<byte[]> data =
                            Optional.ofNullable(found.getString(3)).map(text -> text.getBytes(UTF_8));
                    batch.add(file, found.getLong(2), data, stamp);
                    rows++;
                }
            }
        }
        return rows;
    }

    /** What a pruned record removed must not come back with an older one that is still in the lake. */
    private void carryRemovals(Connection old, String table, Batch batch) throws SQLException {
        Optional<Carried> some = carried.values().stream()
                .filter(file -> file.mark().table().equalsIgnoreCase(table))
                .findFirst();
        if (some.isEmpty()) {
            return;
        }
        Map<LakeSurvey.Source, OffsetSet> offsets = offsets(some.get().file().topic());
        Sql.list(
                old,
                "SELECT latest_key, kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp FROM _tombstones"
                        + " WHERE table_name = ?",
                row -> {
                    LakeSurvey.Source source =
                            new LakeSurvey.Source(some.get().file().topic(), row.getInt(2), row.getInt(3));
                    OffsetSet there = offsets.get(source);
                    if (there != null && there.contains(row.getLong(4))) {
                        batch.addRemoval(
                                some.get(),
                                new Stamp(
                                        row.getInt(3),
                                        row.getLong(4),
                                        row.getLong(5),
                                        Optional.of(row.getString(1)),
                                        row.getInt(2)));
                    }
                    return true;
                },
                table);
    }

    private Map<LakeSurvey.Source, OffsetSet> offsets(String topic) {
        Map<LakeSurvey.Source, OffsetSet> all = new HashMap<>();
        pruned.forEach((file, packed) -> {
            if (file.file().topic().equals(topic)) {
                packed.unpacked()
                        .forEach((source, set) -> all.computeIfAbsent(source, unused -> new OffsetSet())
                                .addAll(set));
            }
        });
        return all;
    }

    /** Lines on their way into the new warehouse, a transaction at a time. */
    private static final class Batch {
        private final Warehouse fresh;
        private final LakeReader lake;
        private final InstantSource clock;
        private final LakeSymbols symbols = new LakeSymbols();
        private final Map<Carried, Waiting> waiting = new LinkedHashMap<>();
        private int count;

        Batch(Warehouse fresh, LakeReader lake, InstantSource clock) {
            this.fresh = fresh;
            this.lake = lake;
            this.clock = clock;
        }

        /** Lines of one file, and the members that they have. Of many files there are few or none, and all files wait at once. */
        private static final class Waiting {
            private static final int FIRST_ROOM = 4;

            final ParsedLines lines;
            final Shape shape;
            final EventReader events;

            Waiting(Carried file, TableSymbols symbols) {
                this.lines = new ParsedLines(symbols.rule(), FIRST_ROOM);
                this.shape = new Shape(symbols.rule());
                this.events = new EventReader(lines, file.feed().key(), symbols, shape);
            }
        }

        private Waiting of(Carried file) {
            return waiting.computeIfAbsent(
                    file, unseen -> new Waiting(file, symbols.of(Tables.nameFor(file.file(), file.feed()))));
        }

        void touch(Carried file) {
            of(file);
        }

        void add(Carried file, long position, Optional<byte[]> data, Stamp stamp) throws SQLException {
            of(file).events.add(position, data, Optional.of(stamp));
            storeWhenFull();
        }

        void addRemoval(Carried file, Stamp stamp) throws SQLException {
            add(file, 0, Optional.empty(), stamp);
        }

        private void storeWhenFull() throws SQLException {
            if (++count >= fresh.batchRows()) {
                store();
            }
        }

        void store() throws SQLException {
            String now = UtcText.of(clock.instant());
            Writer writer = fresh.writer();
            writer.transaction("take rows over", connection -> {
                try (ReadAhead nothing = new ReadAhead(lake.layout(), List.of());
                        LoadTransaction transaction = new LoadTransaction(
                                connection,
                                lake.layout(),
                                nothing,
                                writer.tables(),
                                writer.users(),
                                LoadPoints.NONE,
                                Long.MAX_VALUE,
                                now)) {
                    for (Map.Entry<Carried, Waiting> entry : waiting.entrySet()) {
                        Carried file = entry.getKey();
                        transaction.takeAgain(
                                file.file(), file.feed(), file.mark(), entry.getValue().lines, entry.getValue().shape);
                    }
                    transaction.finish();
                    return count;
                }
            });
            waiting.clear();
            count = 0;
        }
    }
}
