package dev.tributary.bench;

import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What others do with the same lines of a lake: whole lines into one table, known by nothing. In rows per second. */
final class SqliteLoaders {
    static final String PLAIN = "plain prepared insert per row, one transaction, the driver's defaults";
    static final String PLAIN_LOG = "the same with a write-ahead log";
    static final String IMPORT = "sqlite3 .import to one TEXT column, process";

    private final LakeLayout lake;
    private final Path folder;

    SqliteLoaders(LakeLayout lake, Path folder) {
        this.lake = lake;
        this.folder = folder;
    }

    /** The original's layout, and its way: a statement a row. */
    double plainInsert() throws IOException, SQLException {
        return plainInsert("DELETE");
    }

    double plainInsertWithLog() throws IOException, SQLException {
        return plainInsert("WAL");
    }

    private double plainInsert(String journal) throws IOException, SQLException {
        try (BenchFolder target = BenchFolder.below(folder, "plain");
                LakeReader reader = LakeReader.open(lake);
                Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + target.path().resolve("plain.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journal);
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, data TEXT, imported_at TEXT)");
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            long rows = 0;
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t (data, imported_at) VALUES (?, '2026-01-01')")) {
                for (LakeFile file : reader.committedFiles()) {
                    rows += file.records();
                    LakeLines.read(
                            lake.resolve(file.path()),
                            0,
                            file.length(),
                            (at, buffer, offset, length, whole) ->
                                    insert(insert, new String(buffer, offset, length, StandardCharsets.UTF_8)));
                }
            }
            connection.commit();
            return rows * 1e9 / (System.nanoTime() - start);
        }
    }

    private static void insert(PreparedStatement insert, String line) {
        try {
            insert.setString(1, line);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    double sqlite3Import() throws IOException, InterruptedException {
        try (BenchFolder target = BenchFolder.below(folder, "import");
                LakeReader reader = LakeReader.open(lake)) {
            List<String> command = new ArrayList<>(List.of(
                    "sqlite3",
                    target.path().resolve("import.db").toString(),
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "CREATE TABLE t (data TEXT)",
                    ".mode ascii",
                    ".separator \"\\037\" \"\\n\""));
            long rows = 0;
            for (LakeFile file : reader.committedFiles()) {
                command.add(".import \"" + lake.resolve(file.path()) + "\" t");
                rows += file.records();
            }
            command.add("SELECT count(*) FROM t");
            return rows / imported(command, target.path(), rows);
        }
    }

    private static double imported(List<String> command, Path folder, long rows)
            throws IOException, InterruptedException {
        try (Child child = Child.start(command, folder)) {
            double seconds = child.await().seconds();
            if (!child.output().endsWith(Long.toString(rows))) {
                throw new IOException("sqlite3 did not import " + rows + " rows: " + child.output());
            }
            return seconds;
        }
    }
}
