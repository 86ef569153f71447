package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ingest.LakeObserver.Coordinate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A reader of the warehouse with a connection of its own: every row is of the lake and there once, and rows come with their marks. */
final class WarehouseObserver implements AutoCloseable {
    /** A topic whose table has a summary. */
    static final String SUMMED = "TRANSACTIONS_FAILED";

    private final Path database;
    private final LakeObserver lake;
    private final Set<Coordinate> rows = new HashSet<>();
    private final Map<String, Long> lastIds = new HashMap<>();
    private Optional<Connection> connection = Optional.empty();
    private long version = Long.MIN_VALUE;

    WarehouseObserver(Path database, LakeObserver lake) {
        this.database = database;
        this.lake = lake;
    }

    long rows() {
        return rows.size();
    }

    /** Reads the rows that are new, and compares their number with what the marks say. */
    void look() {
        if (!Files.exists(database)) {
            return;
        }
        try {
            if (connection.isEmpty()) {
                connection = Optional.of(DriverManager.getConnection("jdbc:sqlite:" + database));
            }
            look(connection.get());
        } catch (SQLException e) {
            throw new AssertionError("the warehouse cannot be read", e);
        }
    }

    private void look(Connection open) throws SQLException {
        long now = number(open, "PRAGMA data_version");
        if (now == version) {
            return;
        }
        version = now;
        open.setAutoCommit(false); // one moment for all that is read
        long marked = number(open, "SELECT coalesce(sum(lines), 0) FROM _lake_files");
        for (String table : tables(open)) {
            readNew(open, table);
            if (table.equals(SUMMED)) {
                assertThat(number(open, "SELECT sum(records + odd) FROM _sums_" + SUMMED + "_by_COUNTRY"))
                        .as("rows in the summary")
                        .isEqualTo(number(open, "SELECT count(*) FROM " + SUMMED));
            }
        }
        open.rollback();
        open.setAutoCommit(true);
        assertThat(rows).as("rows, and lines by the marks").hasSize((int) marked);
    }

    private static long number(Connection open, String query) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.getLong(1);
        }
    }

    private static List<String> tables(Connection open) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = open.createStatement();
                ResultSet found = statement.executeQuery("SELECT name FROM _tables")) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
        }
        return tables;
    }

    private void readNew(Connection open, String table) throws SQLException {
        try (PreparedStatement select = open.prepareStatement("SELECT id, kafka_epoch, kafka_partition, kafka_offset"
                + " FROM \"" + table + "\" WHERE id > ? ORDER BY id")) {
            select.setLong(1, lastIds.getOrDefault(table, 0L));
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    take(new Coordinate(table, found.getInt(2), found.getInt(3), found.getLong(4)));
                    lastIds.put(table, found.getLong(1));
                }
            }
        }
    }

    private void take(Coordinate row) {
        assertThat(rows.add(row)).as("%s is there for the first time", row).isTrue();
        assertThat(lake.has(row)).as("%s is committed in the lake", row).isTrue();
    }

    @Override
    public void close() throws SQLException {
        if (connection.isPresent()) {
            connection.get().close();
        }
    }
}
