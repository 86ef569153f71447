package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The one connection that writes, and what it remembers of the database between transactions. */
final class Writer implements AutoCloseable {
    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final Path database;
    private final Connection connection;
    private final Tables tables;
    private final Users users;
    private Optional<Checkpoints> checkpoints = Optional.empty();
    private boolean outOfLog;
    private long dataVersion;

    Writer(Path database, Connection connection) throws SQLException {
        this.database = database;
        this.connection = connection;
        this.tables = new Tables(connection);
        this.users = new Users(connection);
        this.dataVersion = Sql.number(connection, "PRAGMA data_version");
    }

    Tables tables() {
        return tables;
    }

    Users users() {
        return users;
    }

    /** Does the work in one transaction: all of it is in the database afterwards, or none. */
    synchronized <T> T transaction(String doing, Work<T> work) {
        try {
            Sql.execute(connection, "BEGIN IMMEDIATE");
            return committed(work);
        } catch (SQLException e) {
            throw WarehouseException.of(doing, database, e);
        }
    }

    private <T> T committed(Work<T> work) throws SQLException {
        try {
            forgetWhatOthersChanged();
            T result = work.run(connection);
            Sql.execute(connection, "COMMIT");
            checkpoints.ifPresent(Checkpoints::committed);
            return result;
        } catch (Throwable failure) {
            rollBackAfter(failure);
            throw failure;
        }
    }

    /** A big load begins: from now on checkpoints are made on a thread of their own, unless there is no log. */
    synchronized void beginBigLoad() {
        if (!outOfLog && checkpoints.isEmpty()) {
            setCheckpointPages(0);
            checkpoints = Optional.of(new Checkpoints(database));
        }
    }

    /**
     * Where nobody else has the database open, what is written goes straight in from now on, behind a rollback journal: a write-ahead log
     * writes each page twice, and a load adds pages rather than changing them. Otherwise the log stays.
     */
    synchronized void leaveLog() {
        try {
            outOfLog |= Sqlite.leaveLog(connection);
        } catch (SQLException e) {
            throw WarehouseException.of("leave its write-ahead log", database, e);
        }
    }

    /** Whether nobody else has the database open, and what is written goes straight in. */
    synchronized boolean outOfLog() {
        return outOfLog;
    }

    /** From now on there is a write-ahead log again, and SQLite makes checkpoints with the commits. To be called again where a reader prevented it. */
    synchronized void endBigLoad() {
        checkpoints.ifPresent(Checkpoints::close);
        checkpoints = Optional.empty();
        if (outOfLog) {
            returnToLog();
        } else {
            setCheckpointPages(Sqlite.CHECKPOINT_PAGES);
        }
    }

    private void returnToLog() {
        try {
            outOfLog = !Sqlite.returnToLog(connection);
        } catch (SQLException e) {
            throw WarehouseException.of("return to its write-ahead log", database, e);
        }
    }

    /** Writes the database anew without what was deleted, and leaves nothing in the write-ahead log. */
    synchronized void scrub() {
        try {
            Sql.execute(connection, "VACUUM");
            if (Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
                throw new WarehouseException(
                        "warehouse " + database
                                + ": another program has it open, so its write-ahead log still has what was deleted",
                        "end what reads or loads it, then run this again");
            }
        } catch (SQLException e) {
            throw WarehouseException.of("write it anew", database, e);
        }
    }

    private void setCheckpointPages(int pages) {
        try {
            Sql.execute(connection, "PRAGMA wal_autocheckpoint = " + pages);
        } catch (SQLException e) {
            throw WarehouseException.of("set its checkpoints", database, e);
        }
    }

    private void forgetWhatOthersChanged() throws SQLException {
        long version = Sql.number(connection, "PRAGMA data_version");
        if (version != dataVersion) {
            dataVersion = version;
            forget();
        }
    }

    /** On some errors, such as a full disk, SQLite has rolled back itself and refuses; what counts is the error before. */
    private void rollBackAfter(Throwable failure) {
        forget();
        try {
            Sql.execute(connection, "ROLLBACK");
        } catch (SQLException refused) {
            failure.addSuppressed(refused);
        }
    }

    private void forget() {
        tables.forget();
        users.forget();
    }

    @Override
    public synchronized void close() throws SQLException {
        try (connection) {
            users.close();
        }
    }
}
