package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A lake of files without a ledger, and the warehouse beside it, in a folder of its own. */
final class TestLake {
    static final Instant NOW = Instant.parse("2026-11-22T14:03:11.123Z");

    private final Path folder;
    private final Feeds feeds;
    private int batchRows = 50_000;

    TestLake(Path folder, Feed... feeds) {
        this.folder = folder;
        this.feeds = new Feeds(List.of(feeds));
    }

    TestLake withBatches(int rows) {
        batchRows = rows;
        return this;
    }

    static String line(String json, int partition, long offset, long timestamp, String key) {
        String stamp = "\"_kafka\":{\"partition\":" + partition + ",\"offset\":" + offset + ",\"timestamp\":"
                + timestamp + ",\"key\":" + (key == null ? "null" : '"' + key + '"') + "}}\n";
        if (json == null) {
            return "{" + stamp;
        }
        int end = json.lastIndexOf('}');
        return json.substring(0, end) + "," + stamp;
    }

    static String line(String json, int partition, long offset) {
        return line(json, partition, offset, 1_763_800_000_000L + offset, "k" + offset);
    }

    Path file(String path) {
        return folder.resolve("pipeline").resolve(path);
    }

    void append(String path, String text) {
        append(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void append(String path, byte[] bytes) {
        try {
            Files.createDirectories(file(path).getParent());
            Files.write(file(path), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void replace(String path, String text) {
        try {
            Files.deleteIfExists(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        append(path, text);
    }

    Path database() {
        return folder.resolve("data_warehouse.db");
    }

    LakeLayout layout() {
        return new LakeLayout(folder.resolve("pipeline"));
    }

    Feeds feeds() {
        return feeds;
    }

    Warehouse open() {
        return Warehouse.open(new WarehouseConfig(database(), feeds, batchRows, Duration.ofSeconds(10)));
    }

    LoadSummary load() {
        return load(LoadPoints.NONE);
    }

    LoadSummary load(LoadPoints points) {
        try (Warehouse warehouse = open();
                LakeReader reader = LakeReader.open(layout())) {
            return new LoadLake(warehouse, reader, feeds, InstantSource.fixed(NOW), points).load();
        }
    }

    /** What a plain connection sees, without any of our code: each row's values joined with a bar. */
    List<String> select(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                all.add(String.join("|", values));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    List<String> check() {
        try (Warehouse warehouse = Warehouse.openReadOnly(database())) {
            return warehouse.check();
        }
    }
}
