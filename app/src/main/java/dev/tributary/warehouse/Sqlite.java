package dev.tributary.warehouse;

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
    private static final int PAGE_BYTES = 16_384;
    private static final int CACHE_KIBIBYTES = 65_536;

    /** Who reads a table from one end to the other comes back to no page. */
    private static final int SCAN_CACHE_KIBIBYTES = 4_096;

    private static final int LOG_BYTES = 64 << 20;

    /** How long the write-ahead log grows before a commit moves it into the database. */
    static final int CHECKPOINT_PAGES = LOG_BYTES / PAGE_BYTES;

    private Sqlite() {}

    /** The connection that writes. Makes the file when there is none. */
    static Connection openWriter(Path database, Duration busyTimeout) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(millis(busyTimeout));
        config.enforceForeignKeys(true);
        config.setPageSize(PAGE_BYTES);
        config.setCacheSize(-CACHE_KIBIBYTES);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setJournalSizeLimit(LOG_BYTES);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection(url(database));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            return connection;
        } catch (SQLException e) {
            connection.close();
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

    /** As a URI, so that no character of the path means anything to the driver. */
    private static String url(Path database) {
        return "jdbc:sqlite:" + database.toAbsolutePath().toUri().toASCIIString();
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
    }
}
