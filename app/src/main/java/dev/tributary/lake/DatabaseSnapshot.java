package dev.tributary.lake;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** Copies SQLite databases that are in use. */
public final class DatabaseSnapshot {
    /** Is told how far a copy is. */
    @FunctionalInterface
    public interface Progress {
        /** So many of the database's pages are copied. */
        void pages(long copied, long total);
    }

    private static final int PAGES_PER_STEP = 512;
    private static final int BUSY_MILLIS = 10_000;

    private DatabaseSnapshot() {}

    /**
     * Copies a database as it is at one moment, and forces the copy. One read transaction spans the whole copy: who writes meanwhile neither
     * waits nor makes it begin again. What a process that was killed has left unfinished is taken back first.
     *
     * @throws IOException when the target is there already or cannot be written
     * @throws SQLException when the source cannot be read
     */
    public static void take(Path source, Path target, Progress progress) throws IOException, SQLException {
        Files.createFile(target, OwnerOnly.file(target));
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(!hasJournal(source));
        config.setBusyTimeout(BUSY_MILLIS);
        try (SQLiteConnection connection = config.createConnection(
                                "jdbc:sqlite:" + source.toAbsolutePath().toUri().toASCIIString())
                        .unwrap(SQLiteConnection.class);
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
            int code = connection
                    .getDatabase()
                    .backup(
                            "main",
                            target.toAbsolutePath().toString(),
                            (remaining, pages) -> progress.pages(pages - remaining, pages),
                            1,
                            BUSY_MILLIS,
                            PAGES_PER_STEP);
            if (code != 0) {
                throw new IOException("SQLite could not copy " + source + " to " + target + " (code " + code + ")");
            }
            statement.execute("COMMIT");
        }
        DurableFiles.force(target);
    }

    /** With which only a connection that may write can do anything. */
    private static boolean hasJournal(Path database) {
        return new File(database.toAbsolutePath() + "-journal").length() > 0;
    }
}
