package dev.tributary.warehouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.lake.Erasure;
import dev.tributary.lake.Erasures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of persons out of a warehouse: in one transaction the rows, what they were in the summaries, removed keys, rejected lines and the row in USERS, with the
 * note that it was done. Loads wait meanwhile, and one that had read lines before reads them again. Afterwards {@link #scrub} leaves no byte of them.
 */
public final class EraseRows {
    private static final int AT_ONCE = 500;

    private final Warehouse warehouse;
    private final Erasures erasures;
    private final LongConsumer progress;

    /**
     * Over a warehouse that is open for writing.
     *
     * @param progress is told how many rows are looked at
     */
    public EraseRows(Warehouse warehouse, Erasures erasures, LongConsumer progress) {
        this.warehouse = warehouse;
        this.erasures = erasures.without(warehouse.erasures());
        this.progress = progress;
    }

    /**
     * What a warehouse has of the persons.
     *
     * @param rows how many rows, by table
     * @param latest the highest timestamp of these
     */
    public record Seen(Map<String, Long> rows, long latest) {}

    /** Looks for the persons, whatever was done before. Changes nothing. */
    public static Seen look(Warehouse warehouse, Erasures erasures, LongConsumer progress) {
        return warehouse.read("look for a person", connection -> {
            Search search = new Search(connection, erasures, true, progress);
            return new Seen(counts(search.all()), search.latest);
        });
    }

    /**
     * Erases what is not erased yet.
     *
     * @return how many rows each table had
     * @throws WarehouseException when it cannot be written; then all of it is as it was
     */
    public Map<String, Long> run(Instant now) {
        if (!erasures.any()) {
            return Map.of();
        }
        return warehouse.writer().transaction("erase a person", connection -> {
            Sql.execute(connection, "PRAGMA secure_delete = ON");
            ErasedRows.create(connection);
            Search search = new Search(connection, erasures, false, progress);
            Map<String, Found> found = search.all();
            for (Map.Entry<String, Found> table : found.entrySet()) {
                delete(connection, table.getKey(), table.getValue());
            }
            for (Erasure erasure : erasures.all()) {
                Sql.update(
                        connection,
                        "INSERT INTO _erasures (id, done_at, scrubbed) VALUES (?, ?, 0)",
                        erasure.id(),
                        UtcText.of(now));
            }
            return counts(found);
        });
    }

    /**
     * Writes the database anew without its free pages, and empties the write-ahead log: only then are the bytes gone. Needs as much room again for that time.
     *
     * @return whether that was still to be done
     * @throws WarehouseException when somebody has the warehouse open and keeps the log from being emptied
     */
    public boolean scrub() {
        boolean needed = warehouse.read("see what is scrubbed", ErasedRows::toBeScrubbed);
        if (needed) {
            warehouse.writer().scrub();
            warehouse.writer().transaction("note that it is scrubbed", ErasedRows::scrubbed);
        }
        return needed;
    }

    /** What a table has of the persons: its keys, and of the rows of feeds also what the summaries have of them. */
    private record Found(String key, boolean feed, List<Object> keys) {}

    private static Map<String, Long> counts(Map<String, Found> found) {
        Map<String, Long> counts = new LinkedHashMap<>();
        found.forEach((table, rows) -> counts.put(table, (long) rows.keys().size()));
        return counts;
    }

    private static void delete(Connection connection, String table, Found found) throws SQLException {
        for (int from = 0; from < found.keys().size(); from += AT_ONCE) {
            List<Object> some = found.keys()
                    .subList(from, Math.min(from + AT_ONCE, found.keys().size()));
            String condition =
                    found.key() + " IN (" + some.stream().map(key -> "?").collect(Collectors.joining(", ")) + ")";
            @Nullable Object[] keys = some.toArray();
            if (found.feed()) {
                Summaries.takeOut(connection, table, condition, keys);
                Sql.update(
                        connection,
                        "INSERT OR IGNORE INTO _erased SELECT " + Sql.literal(table)
                                + ", kafka_epoch, kafka_partition, kafka_offset FROM " + Sql.quoted(table)
                                + " WHERE kafka_offset IS NOT NULL AND " + condition,
                        keys);
            }
            Sql.update(connection, "DELETE FROM " + Sql.quoted(table) + " WHERE " + condition, keys);
        }
    }

    /** Looks at every row that may name a person. */
    private static final class Search {
        private final Connection connection;
        private final Erasures erasures;
        private final boolean look;
        private final LongConsumer progress;
        private final Map<String, Found> found = new LinkedHashMap<>();
        private final Set<Erasure> stillThere = new HashSet<>();
        private long rows;
        private long latest = Long.MIN_VALUE;

        /** With {@code look}, also rows that are too new to be erased are found. */
        Search(Connection connection, Erasures erasures, boolean look, LongConsumer progress) {
            this.connection = connection;
            this.erasures = erasures;
            this.look = look;
            this.progress = progress;
        }

        /** By table, in the order in which they have to be deleted. */
        Map<String, Found> all() throws SQLException {
            for (String table :
                    Sql.list(connection, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1))) {
                search(table, true, "id", "ifnull(kafka_timestamp, -1)", "data", "kafka_key");
            }
            search("_rejects", false, "id", "-1", "raw");
            search("_tombstones", false, "table_name || '|' || latest_key", "kafka_timestamp", "latest_key");
            searchUsers();
            return found;
        }

        private void search(String table, boolean feed, String key, String time, String... columns)
                throws SQLException {
            List<Object> keys = new ArrayList<>();
            String select =
                    "SELECT " + key + ", " + time + ", " + String.join(", ", columns) + " FROM " + Sql.quoted(table);
            try (PreparedStatement statement = connection.prepareStatement(select);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Set<Erasure> persons = persons(row, columns.length);
                    long timestamp = row.getLong(2);
                    boolean covered = persons.stream().anyMatch(erasure -> timestamp <= erasure.until());
                    if (covered || (look && !persons.isEmpty())) {
                        keys.add(row.getObject(1));
                        latest = Math.max(latest, timestamp);
                    } else {
                        stillThere.addAll(persons);
                    }
                    progress.accept(++rows);
                }
            }
            add(table, new Found(key, feed, keys));
        }

        private Set<Erasure> persons(ResultSet row, int columns) throws SQLException {
            Set<Erasure> persons = new HashSet<>();
            for (int column = 3; column < 3 + columns; column++) {
                byte[] bytes = row.getBytes(column);
                if (bytes != null) {
                    persons.addAll(erasures.in(bytes, 0, bytes.length));
                }
            }
            return persons;
        }

        /** Whoever has rows that are newer than the erasure stays. */
        private void searchUsers() throws SQLException {
            List<Object> keys = new ArrayList<>();
            for (String user : Sql.list(connection, "SELECT USER_ID_HASHED FROM USERS", row -> row.getString(1))) {
                byte[] bytes = user.getBytes(UTF_8);
                Set<Erasure> persons = erasures.in(bytes, 0, bytes.length);
                if (!persons.isEmpty() && persons.stream().noneMatch(stillThere::contains)) {
                    keys.add(user);
                }
            }
            add(Users.TABLE, new Found(Users.ID, false, keys));
        }

        private void add(String table, Found rows) {
            if (!rows.keys().isEmpty()) {
                found.put(table, rows);
            }
        }
    }
}
