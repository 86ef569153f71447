package dev.tributary.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** What a reader of the warehouse sees while others load it. */
final class WarehouseView implements AutoCloseable {
    /**
     * Rows that became visible.
     *
     * @param lastId the id of the newest of them
     * @param timestamps of their records in Kafka, in milliseconds since 1970
     */
    record NewRows(long lastId, List<Long> timestamps) {
        NewRows {
            timestamps = List.copyOf(timestamps);
        }

        int rows() {
            return timestamps.size();
        }
    }

    private final Connection connection;

    WarehouseView(Path database) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + database, config.toProperties());
    }

    boolean hasTable(String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    /** The rows of a table behind an id. */
    NewRows after(String table, long id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id, kafka_timestamp FROM " + table + " WHERE id > ? ORDER BY id")) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                long last = id;
                List<Long> timestamps = new ArrayList<>();
                while (rows.next()) {
                    last = rows.getLong(1);
                    timestamps.add(rows.getLong(2));
                }
                return new NewRows(last, timestamps);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
