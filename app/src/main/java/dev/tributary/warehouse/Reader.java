package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The one connection that only reads. For any thread, one after the other. */
final class Reader implements AutoCloseable {
    private final Path database;
    private final Duration busyTimeout;
    private Connection connection;

    Reader(Path database, Duration busyTimeout) throws SQLException {
        this.database = database;
        this.busyTimeout = busyTimeout;
        this.connection = Sqlite.openReader(database, busyTimeout);
    }

    synchronized <T> T read(String doing, Warehouse.Work<T> reading) {
        try {
            return reading.run(connection);
        } catch (SQLException e) {
            throw WarehouseException.of(doing, database, e);
        }
    }

    /** Is not there while something is done for which SQLite wants a connection to be alone. */
    synchronized void stepAside(Runnable meanwhile) {
        try {
            connection.close();
            try {
                meanwhile.run();
            } finally {
                connection = Sqlite.openReader(database, busyTimeout);
            }
        } catch (SQLException e) {
            throw WarehouseException.of("open it", database, e);
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
