package dev.tributary.warehouse;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was committed from the write-ahead log into the database, on a thread of its own, so that a big load does not
 * wait for the disk twice. Whatever it leaves, SQLite moves later: its failing costs time, never rows.
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Path database;
    private final Semaphore committed = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    Checkpoints(Path database) {
        this.database = database;
        this.thread = new Thread(this::run, "tributary-checkpoints");
        thread.setDaemon(true);
        thread.start();
    }

    /** Something was committed. */
    void committed() {
        committed.release();
    }

    private void run() {
        try (Connection connection = Sqlite.openWriter(database, Duration.ZERO)) {
            do {
                committed.acquire();
                committed.drainPermits();
                Sql.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            } while (!closed);
        } catch (SQLException e) {
            LOG.warn("Checkpoints of {} are left to SQLite: {}", database, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Moves the rest and ends. */
    @Override
    public void close() {
        closed = true;
        committed.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
