package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** The one connection that only reads. For any thread, one after the other. */
final class Reader implements AutoCloseable {
    /** Makes the connection, each time that one is needed. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final Path database;
    private final Opening opening;
    private Connection connection;

    Reader(Path database, Opening opening) throws SQLException {
        this.database = database;
        this.opening = opening;
        this.connection = opening.open();
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
                connection = opening.open();
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
