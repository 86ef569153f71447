package dev.tributary.bench;

import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The lake to the warehouse: rows, coordinates and typed columns with their marks, beside a plain prepared insert of the same lines. */
final class LoadBench {
    static final String PLAIN = "plain prepared insert per row, one transaction";
    static final String LOAD = "load: coordinates, typed columns, marks";

    private final LakeLayout lake;
    private final Path folder;
    private final List<Double> nothing = new ArrayList<>();

    LoadBench(LakeLayout lake, Path folder) {
        this.lake = lake;
        this.folder = folder;
    }

    Rounds measure(int rounds) throws Exception {
        return new Rounds().add(PLAIN, this::plainInsert).add(LOAD, this::load).run(1, rounds);
    }

    /** How long a pass takes that finds nothing new, in milliseconds; the median. */
    double nothingMillis() {
        return nothing.stream().sorted().toList().get(nothing.size() / 2);
    }

    private double load() throws IOException {
        try (BenchFolder target = BenchFolder.below(folder, "warehouse");
                LakeReader reader = LakeReader.open(lake);
                Warehouse warehouse = Warehouse.open(
                        WarehouseConfig.of(target.path().resolve("data_warehouse.db"), IngestBench.FEEDS))) {
            LoadLake load = new LoadLake(warehouse, reader, IngestBench.FEEDS, InstantSource.system());
            long start = System.nanoTime();
            long rows = load.load().rows();
            double rate = rows * 1e9 / (System.nanoTime() - start);
            long again = System.nanoTime();
            load.load();
            nothing.add((System.nanoTime() - again) / 1e6);
            return rate;
        }
    }

    private double plainInsert() throws IOException, SQLException {
        try (BenchFolder target = BenchFolder.below(folder, "plain");
                LakeReader reader = LakeReader.open(lake);
                Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + target.path().resolve("plain.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
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
}
