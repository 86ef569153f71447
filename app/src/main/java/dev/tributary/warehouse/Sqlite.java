package dev.tributary.warehouse;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import org.sqlite.SQLiteOpenMode;

/** Opens SQLite files the way this warehouse wants them. */
final class Sqlite {
    private static final int PAGE_BYTES = 4_096;
    private static final int CACHE_KIBIBYTES = 65_536;

    /** Who adds rows and nothing else has no use for pages that are full; memory that is used again soon is still in the processor's cache. */
    private static final int ADDING_CACHE_KIBIBYTES = 8_192;

    /** Who reads a table from one end to the other comes back to no page. */
    private static final int SCAN_CACHE_KIBIBYTES = 4_096;

    private static final int LOG_BYTES = 64 << 20;

    /** How long the write-ahead log grows before a commit moves it into the database. */
    static final int CHECKPOINT_PAGES = LOG_BYTES / PAGE_BYTES;

    private Sqlite() {}

    /** The connection that writes, for one thread at a time. Makes the file when there is none. */
    static Connection openWriter(Path database, Duration busyTimeout) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setBusyTimeout(millis(busyTimeout));
        config.enforceForeignKeys(true);
        config.setCacheSize(-CACHE_KIBIBYTES);
        config.setJournalSizeLimit(LOG_BYTES);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection(url(database));
        try (Statement statement = connection.createStatement()) {
            // In this order: the mode of the journal makes the first page. The driver keeps no order among its own
            // settings.
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Exchanges the write-ahead log for a rollback journal, which SQLite does only for a connection that is alone, and keeps few pages.
     *
     * @return whether it did
     */
    static boolean leaveLog(Connection writer) throws SQLException {
        boolean left = journalMode(writer, SQLiteConfig.JournalMode.TRUNCATE);
        if (left) {
            Sql.execute(writer, "PRAGMA cache_size = -" + ADDING_CACHE_KIBIBYTES);
        }
        return left;
    }

    /** The way back; whether it could be done, which a reader in the middle of a query prevents. */
    static boolean returnToLog(Connection writer) throws SQLException {
        Sql.execute(writer, "PRAGMA cache_size = -" + CACHE_KIBIBYTES);
        boolean returned = journalMode(writer, SQLiteConfig.JournalMode.WAL);
        Sql.execute(writer, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        return returned;
    }

    private static boolean journalMode(Connection writer, SQLiteConfig.JournalMode mode) throws SQLException {
        try {
            String now = Sql.first(writer, "PRAGMA journal_mode = " + mode.getValue(), row -> row.getString(1))
                    .orElse("");
            return now.equalsIgnoreCase(mode.getValue());
        } catch (SQLException e) {
            if (WarehouseException.saysBusy(e)) {
                return false;
            }
            throw e;
        }
    }

    /** A connection that leaves the journal as it is, for looking at a file that may be damaged. The file must exist. */
    static Connection openAsItIs(Path database, Duration busyTimeout) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(millis(busyTimeout));
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return config.createConnection(url(database));
    }

    /** A database as {@code ATTACH} takes it, for reading only. */
    static String attachable(Path database) {
        return database.toAbsolutePath().toUri().toASCIIString() + "?mode=ro";
    }

    /** A connection that cannot change anything, reach another file or load code. */
    static Connection openReader(Path database, Duration busyTimeout) throws SQLException {
        return openReader(database, busyTimeout, CACHE_KIBIBYTES);
    }

    /** The same, for reading tables from end to end in little memory. */
    static Connection openScanner(Path database, Duration busyTimeout) throws SQLException {
        return openReader(database, busyTimeout, SCAN_CACHE_KIBIBYTES);
    }

    private static Connection openReader(Path database, Duration busyTimeout, int cacheKibibytes) throws SQLException {
        takeBackUnfinished(database, busyTimeout);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(millis(busyTimeout));
        config.setCacheSize(-cacheKibibytes);
        config.enableLoadExtension(false);
        Connection connection = config.createConnection(url(database));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            statement.execute("PRAGMA trusted_schema = OFF");
            connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A process that died within a big load may leave a journal, with which a connection that may not write cannot do anything. */
    private static void takeBackUnfinished(Path database, Duration busyTimeout) throws SQLException {
        File journal = new File(database.toAbsolutePath() + "-journal");
        if (journal.length() > 0) {
            try (Connection connection = openAsItIs(database, busyTimeout)) {
                Sql.number(connection, "SELECT count(*) FROM sqlite_schema");
            }
        }
    }

    /** As a URI, so that no character of the path means anything to the driver. */
    private static String url(Path database) {
        return "jdbc:sqlite:" + database.toAbsolutePath().toUri().toASCIIString();
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }
}
