package dev.tributary.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Properties;
import java.util.stream.Collectors;

/** DuckDB as it is used here: in memory and on its own. */
public final class Duck {
    private static final String MEMORY = "256MB";

    private Duck() {}

    /** A connection that hands rows over while they come, fetches nothing from the network and writes no file unless it is told to. */
    public static Connection open() throws SQLException {
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        Connection duck = DriverManager.getConnection("jdbc:duckdb:", streaming);
        try (Statement set = duck.createStatement()) {
            set.execute("SET autoinstall_known_extensions = false");
            set.execute("SET autoload_known_extensions = false");
            set.execute("SET temp_directory = ''");
            set.execute("SET enable_progress_bar = false");
            return duck;
        } catch (SQLException e) {
            duck.close();
            throw e;
        }
    }

    /** The same with one thread and bounded memory. */
    static Connection bounded() throws SQLException {
        Connection duck = open();
        try (Statement set = duck.createStatement()) {
            set.execute("SET threads = 1"); // lines stay in their order
            set.execute("SET memory_limit = '" + MEMORY + "'");
            set.execute("SET preserve_insertion_order = false"); // what bounds a group of rows by its bytes
            set.execute("SET enable_external_file_cache = false"); // what is read comes from the disk
            return duck;
        } catch (SQLException e) {
            duck.close();
            throw e;
        }
    }

    /** A text as SQL has it. */
    public static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** DuckDB reads signs of patterns in names of files. */
    public static String pattern(Path path) {
        return path.toString().replaceAll("([\\[*?])", "[$1]");
    }

    static String literal(Path path) {
        return text(pattern(path.toAbsolutePath()));
    }

    static String literals(Collection<Path> paths) {
        return paths.stream().map(Duck::literal).collect(Collectors.joining(", ", "[", "]"));
    }
}
