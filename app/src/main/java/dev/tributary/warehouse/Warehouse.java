package dev.tributary.warehouse;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SQLite database that the lake is loaded into. Reading never waits for a load and sees whole loads only; its methods
 * may be called from several threads.
 */
public final class Warehouse implements AutoCloseable {
    /** What is done on a connection to the database. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run(Connection connection) throws SQLException;
    }

    private static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(10);

    private final Path database;
    private final @Nullable Writer writer;
    private final Reader reader;
    private final int batchRows;

    private Warehouse(Path database, @Nullable Writer writer, Reader reader, int batchRows) {
        this.database = database;
        this.writer = writer;
        this.reader = reader;
        this.batchRows = batchRows;
    }

    /**
     * Opens a warehouse to load into; makes it, and its folder, when there is none.
     *
     * @throws WarehouseException when the file is damaged, not a warehouse, of a newer Tributary, or cannot be written
     */
    public static Warehouse open(WarehouseConfig config) {
        return open(config, (table, rows, total) -> {});
    }

    /** The same; a warehouse of an older Tributary is brought up to this one first, which reads all rows of some tables. */
    public static Warehouse open(WarehouseConfig config, UpgradeListener listener) {
        Path database = config.database().toAbsolutePath();
        makeFile(database);
        try {
            Connection connection = Sqlite.openWriter(database, config.busyTimeout());
            try {
                Schema.prepare(connection, database, listener);
                return new Warehouse(
                        database,
                        new Writer(database, connection),
                        new Reader(database, config.busyTimeout()),
                        config.batchRows());
            } catch (SQLException | WarehouseException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw WarehouseException.of("open it", database, e);
        }
    }

    /**
     * Opens a warehouse for reading.
     *
     * @throws WarehouseException when there is none, or it is damaged, not a warehouse, or of a newer Tributary
     */
    public static Warehouse openReadOnly(Path database) {
        requireExists(database);
        try {
            Reader reader = new Reader(database, DEFAULT_BUSY_TIMEOUT);
            try {
                reader.read("open it", connection -> {
                    Schema.requireOurs(connection, database);
                    return true;
                });
                return new Warehouse(database, null, reader, 1);
            } catch (WarehouseException e) {
                reader.close();
                throw e;
            }
        } catch (SQLException e) {
            throw WarehouseException.of("open it", database, e);
        }
    }

    static void requireExists(Path database) {
        if (!Files.isRegularFile(database)) {
            throw new WarehouseException(
                    "warehouse " + database + ": there is none yet", "load the lake into it first: tributary load");
        }
    }

    private static void makeFile(Path database) {
        try {
            OwnerOnly.createFolders(DurableFiles.folderOf(database));
            OwnerOnly.createIfMissing(database);
        } catch (IOException e) {
            throw new WarehouseException(
                    "warehouse " + database + ": it cannot be made: " + e,
                    Optional.of("check that you may write there"),
                    e);
        }
    }

    /** Where it lies. */
    public Path database() {
        return database;
    }

    /** The tables of feeds as they stand, by name. */
    public List<TableState> tables() {
        return read("list its tables", connection -> {
            List<TableState> tables = new ArrayList<>();
            for (String name : names(connection)) {
                tables.add(table(connection, name));
            }
            return tables;
        });
    }

    /** Hands over the Kafka coordinates of a topic's rows, in order. Nothing when the topic has no table. */
    public void coordinates(String topic, CoordinateHandler handler) {
        read("read the coordinates of " + topic, connection -> {
            Optional<Catalogue.Entry> table = Catalogue.find(connection, topic);
            if (table.isPresent()) {
                handOver(connection, table.get().name(), handler);
            }
            return true;
        });
    }

    /** Is told of a key whose row a record removed. */
    @FunctionalInterface
    public interface RemovalHandler {
        /** The record at these coordinates removed the row of this key. */
        void removal(int epoch, int partition, long offset, String key);
    }

    /** Hands over what removed rows of a table that keeps the latest of each key. */
    public void removals(String topic, RemovalHandler handler) {
        read(
                "read the removals of " + topic,
                connection -> Sql.list(
                        connection,
                        """
                        SELECT kafka_epoch, kafka_partition, kafka_offset, latest_key FROM _tombstones
                        WHERE table_name = ?""",
                        row -> {
                            handler.removal(row.getInt(1), row.getInt(2), row.getLong(3), row.getString(4));
                            return true;
                        },
                        topic));
    }

    /** Where the row of this number comes from. */
    public Optional<RowOrigin> row(String table, long id) {
        return read("find a row of " + table, connection -> RowOrigins.byId(connection, table, id));
    }

    /** Where the row of the record at these coordinates comes from. */
    public Optional<RowOrigin> row(String table, int epoch, int partition, long offset) {
        return read(
                "find a row of " + table,
                connection -> RowOrigins.byRecord(connection, table, epoch, partition, offset));
    }

    /** Where the rows of a transaction come from, by its id, in all tables. Reads them through. */
    public List<RowOrigin> rows(String transaction) {
        return read("find the rows of a transaction", connection -> RowOrigins.byTransaction(connection, transaction));
    }

    /** How far each file is loaded, by path. */
    public List<LoadMark> marks() {
        return read(
                "read its marks",
                connection -> Sql.list(
                        connection,
                        """
                        SELECT path, table_name, loaded_to, lines, foreign_file, loaded_at FROM _lake_files ORDER BY path""",
                        row -> new LoadMark(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getBoolean(5),
                                Instant.parse(row.getString(6)))));
    }

    /** The latest timestamp of any Kafka record loaded. Costs next to nothing, however large the tables are. */
    public Optional<Instant> newestRecord() {
        return read(
                "read its newest record",
                connection -> Sql.first(connection, "SELECT max(newest_record) FROM _tables", row -> newest(row, 1))
                        .flatMap(newest -> newest));
    }

    /** How many lines could not become rows. */
    public long rejectCount() {
        return read("count its rejects", connection -> Sql.number(connection, "SELECT count(*) FROM _rejects"));
    }

    /** The lines that could not become rows, the latest first. */
    public List<Reject> rejects(int limit) {
        return read(
                "read its rejects",
                connection -> Sql.list(
                        connection,
                        "SELECT file, position, reason, raw FROM _rejects ORDER BY id DESC LIMIT ?",
                        row -> new Reject(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                new String(row.getBytes(4), StandardCharsets.UTF_8)),
                        limit));
    }

    /** The keys of the feeds' tables and of the dimension of users. */
    public List<TableKey> keys() {
        return read("read its keys", connection -> {
            List<TableKey> keys = new ArrayList<>();
            for (String name : names(connection)) {
                keys.addAll(Keys.of(connection, name));
            }
            keys.add(new TableKey(Users.TABLE, TableKey.Kind.PRIMARY, List.of(Users.ID), Optional.empty()));
            return keys;
        });
    }

    /** How many users were seen. */
    public long userCount() {
        return read("count its users", connection -> Sql.number(connection, "SELECT count(*) FROM USERS"));
    }

    /**
     * Reads the whole database and its references through. Takes as long as that takes.
     *
     * @return what is wrong, in SQLite's words; empty when nothing is
     */
    public List<String> check() {
        return read("check it", connection -> {
            List<String> problems =
                    new ArrayList<>(Sql.list(connection, "PRAGMA integrity_check", row -> row.getString(1)));
            problems.remove("ok");
            problems.addAll(Sql.list(
                    connection,
                    "PRAGMA foreign_key_check",
                    row -> "row " + row.getLong(2) + " of " + row.getString(1) + " refers to nothing in "
                            + row.getString(3)));
            return problems;
        });
    }

    /**
     * Compares the summaries of a table with its rows, which it reads all of.
     *
     * @return what differs, in words; empty when nothing does, or the warehouse is of an older Tributary that had none
     */
    public List<String> summaryDifferences(String table) {
        return read("compare the summaries of " + table, connection -> {
            Sql.execute(connection, "BEGIN");
            try {
                boolean kept = Schema.version(connection) == Schema.VERSION;
                return kept ? Summaries.differences(connection, table) : List.of();
            } finally {
                Sql.execute(connection, "ROLLBACK");
            }
        });
    }

    /** The writer is the last to go: it brings the write-ahead log into the database and deletes it, which a reader may not. */
    @Override
    public void close() {
        try (Writer ended = writer;
                Reader closed = reader) {
            // closing is all there is to do
        } catch (SQLException e) {
            throw WarehouseException.of("close it", database, e);
        }
    }

    /**
     * Changes tables that are not the loader's: all of the work is in the database afterwards, or none.
     *
     * @param doing what is done, for the message when it fails
     * @throws WarehouseException when it fails, or this is open for reading only
     */
    public <T> T change(String doing, Work<T> work) {
        return writer().transaction(doing, work::run);
    }

    Writer writer() {
        if (writer == null) {
            throw new IllegalStateException("warehouse " + database + " is open for reading only");
        }
        return writer;
    }

    /**
     * A big load begins; {@link Writer#endBigLoad} says that it is over.
     *
     * @param withoutLog whether it is worth the exchange of the log, for which SQLite wants to be alone
     */
    void beginBigLoad(boolean withoutLog) {
        if (withoutLog) {
            reader.stepAside(writer()::leaveLog);
        }
        writer().beginBigLoad();
    }

    /** How far each file is loaded, as the loader needs it. */
    Map<String, Mark> loadMarks() {
        return read("read its marks", Mark::all);
    }

    int batchRows() {
        return batchRows;
    }

    /**
     * Reads tables that are not the loader's.
     *
     * @param doing what is done, for the message when it fails
     * @throws WarehouseException when it fails
     */
    public <T> T read(String doing, Work<T> reading) {
        return reader.read(doing, reading);
    }

    private static List<String> names(Connection connection) throws SQLException {
        return Sql.list(connection, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1));
    }

    private static TableState table(Connection connection, String name) throws SQLException {
        Columns columns = Catalogue.columns(connection, name);
        long rows = Sql.number(connection, "SELECT count(*) FROM " + Sql.quoted(name));
        return Sql.first(
                        connection,
                        "SELECT mode, topic, newest_record, newest_import FROM _tables WHERE name = ?",
                        row -> new TableState(
                                name,
                                Catalogue.mode(row.getString(1)),
                                Optional.ofNullable(row.getString(2)),
                                rows,
                                columns.all().stream()
                                        .map(column -> new TableState.Column(
                                                column.name(), column.type().declaration()))
                                        .toList(),
                                columns.untyped().size(),
                                newest(row, 3),
                                Optional.ofNullable(row.getString(4)).map(Instant::parse)),
                        name)
                .orElseThrow();
    }

    private static Optional<Instant> newest(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() || millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static void handOver(Connection connection, String table, CoordinateHandler handler) throws SQLException {
        String select = "SELECT kafka_epoch, kafka_partition, kafka_offset, kafka_key FROM " + Sql.quoted(table)
                + " WHERE kafka_offset IS NOT NULL ORDER BY kafka_epoch, kafka_partition, kafka_offset";
        try (PreparedStatement statement = connection.prepareStatement(select);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                handler.coordinate(
                        rows.getInt(1), rows.getInt(2), rows.getLong(3), Optional.ofNullable(rows.getString(4)));
            }
        }
    }
}
