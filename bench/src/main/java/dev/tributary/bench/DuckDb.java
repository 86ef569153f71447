package dev.tributary.bench;

import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.NamedQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** DuckDB with the same lines of a lake: typed tables made of them, and the four questions asked of these or of the files themselves. */
final class DuckDb {
    static final String LOAD = "DuckDB, read_ndjson into typed tables";

    private static final Pattern EXTRACT = Pattern.compile("json_extract\\(data, '\\$\\.(\\w+)'\\)");
    private static final String COLUMNS = """
            {TRANSACTION_ID: 'VARCHAR', TIMESTAMP: 'TIMESTAMP', USER_ID_HASHED: 'VARCHAR', USER_NAME_HASHED: 'VARCHAR',
             IP_MASKED: 'VARCHAR', STREET_MASKED: 'VARCHAR', PRODUCT_ID: 'VARCHAR', PRODUCT_CATEGORY: 'VARCHAR', QUANTITY: 'BIGINT',
             PAYMENT_METHOD: 'VARCHAR', AMOUNT: 'DOUBLE', CURRENCY: 'VARCHAR', CITY: 'VARCHAR', COUNTRY: 'VARCHAR',
             TRANSACTION_TYPE: 'VARCHAR', STATUS: 'VARCHAR', CUSTOMER_RATING: 'BIGINT', DISCOUNT_CODE: 'VARCHAR',
             TAX_AMOUNT: 'DOUBLE', DEVICE_OS: 'VARCHAR', DEVICE_BROWSER: 'VARCHAR', AMOUNT_USD: 'DOUBLE', TARGET_CURRENCY: 'VARCHAR'}""";

    private final LakeLayout lake;
    private final Path folder;

    DuckDb(LakeLayout lake, Path folder) {
        this.lake = lake;
        this.folder = folder;
    }

    /** Rows per second of a load into a new database, checkpoint included. */
    double load() throws IOException, SQLException {
        try (BenchFolder target = BenchFolder.below(folder, "duckdb");
                Connection connection =
                        open(target.path().resolve("lake.duckdb").toString())) {
            long start = System.nanoTime();
            make(connection, "TABLE");
            long nanos = System.nanoTime() - start;
            return records() * 1e9 / nanos;
        }
    }

    /** A connection whose tables are the files themselves. */
    Connection overLake() throws SQLException {
        Connection connection = open("");
        make(connection, "VIEW");
        return connection;
    }

    /** A connection to a database of typed tables, in a file of its own. */
    Connection typed(Path database) throws SQLException {
        Connection connection = open(database.toString());
        make(connection, "TABLE");
        return connection;
    }

    /** A question in DuckDB's SQL: where the original takes a value out of the JSON, it has a column. */
    static String text(NamedQuery query) {
        return EXTRACT.matcher(query.original()).replaceAll("$1").replaceAll("\\buser\\b", "spender");
    }

    private static Connection open(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:duckdb:" + database);
    }

    private void make(Connection connection, String what) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, List<String>> table : files().entrySet()) {
                statement.execute("CREATE " + what + " " + table.getKey() + " AS SELECT * FROM read_ndjson("
                        + table.getValue().stream().collect(Collectors.joining("', '", "['", "']")) + ", columns = "
                        + COLUMNS + ")");
            }
            statement.execute("CHECKPOINT");
        }
    }

    private Map<String, List<String>> files() {
        try (LakeReader reader = LakeReader.open(lake)) {
            return reader.committedFiles().stream()
                    .collect(Collectors.groupingBy(
                            LakeFile::topic,
                            TreeMap::new,
                            Collectors.mapping(file -> lake.resolve(file.path()).toString(), Collectors.toList())));
        }
    }

    private long records() {
        try (LakeReader reader = LakeReader.open(lake)) {
            return reader.committedFiles().stream().mapToLong(LakeFile::records).sum();
        }
    }
}
