package dev.tributary.governance;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real lake and warehouse with some users: what each of them may and may not read is known. */
final class AccessLake {
    static final Instant NOW = Instant.parse("2026-11-22T14:03:11.123Z");

    /** Stands in every row and name that nobody but an administrator may see, and nowhere else. */
    static final String SECRET = "zzsecret";

    private static final List<String> COUNTRIES = List.of("France", "Japan", "Brazil");

    private final Path folder;
    private final Feeds feeds = new Feeds(List.of(
            Feed.append("SALES"),
            Feed.append("SALES_FAILED"),
            Feed.append("MASKED"),
            Feed.append("FILTERED"),
            Feed.append("BOTH"),
            Feed.append("ZZSECRET_PAY"),
            new Feed("RAW", FeedMode.APPEND, List.of(), true)));

    private AccessLake(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes it. SALES and SALES_FAILED are granted whole to anna, by a pattern; MASKED with its NAME and USER_ID_HASHED masked; FILTERED and BOTH with the rows of France
     * alone, BOTH masked too; ZZSECRET_PAY and RAW not at all. Lee is an administrator, and nobody has nothing.
     */
    static AccessLake make(Path folder) {
        AccessLake lake = new AccessLake(folder);
        try {
            for (Feed feed : lake.feeds.feeds()) {
                lake.fill(feed.topic());
            }
            lake.load();
            lake.own();
            lake.govern();
            return lake;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fill(String topic) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < 12; n++) {
            String country = COUNTRIES.get(n % 3);
            boolean filtered = topic.equals("FILTERED") || topic.equals("BOTH");
            boolean hidden = topic.startsWith("ZZ") || topic.equals("RAW") || (filtered && !country.equals("France"));
            String word = hidden ? SECRET + n : "plain" + n;
            String name = topic.equals("MASKED") || topic.equals("BOTH") ? SECRET + "name" + n : word;
            lines.append("{\"CODE\":\"T" + n + "\",\"COUNTRY\":\"" + country + "\",\"NAME\":\"" + name
                    + "\",\"WORD\":\""
                    + word + "\",\"USER_ID_HASHED\":\"u" + name
                    + "\",\"AMOUNT\":" + (hidden ? 7_777_000 + n : 10 + n) + ",\"_kafka\":{\"partition\":0,\"offset\":"
                    + n
                    + ",\"timestamp\":1763800000000,\"key\":\"" + name + "\"}}\n");
        }
        Path day = folder.resolve("pipeline").resolve(topic).resolve("2026-11-22");
        Files.createDirectories(day);
        Files.writeString(day.resolve(topic + "_2026-11-22.jsonl"), lines);
    }

    private void load() {
        try (Warehouse warehouse = Warehouse.open(config());
                LakeReader reader = LakeReader.open(layout())) {
            new LoadLake(warehouse, reader, feeds, InstantSource.fixed(NOW)).load();
        }
    }

    /** What somebody else made in the warehouse, over what anna may not read, and a summary as the loader keeps them. */
    private void own() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW ZZSECRET_VIEW AS SELECT * FROM ZZSECRET_PAY");
            statement.execute("CREATE VIEW open_view AS SELECT NAME FROM MASKED");
            statement.execute("CREATE TABLE zzsecret_notes (note TEXT)");
            statement.execute("INSERT INTO zzsecret_notes VALUES ('zzsecret note')");
            statement.execute("CREATE INDEX zzsecret_index ON MASKED (NAME)");
            statement.execute("CREATE INDEX filtered_country ON FILTERED (COUNTRY)");
            for (String table : List.of("SALES", "MASKED", "FILTERED")) {
                statement.execute("CREATE TABLE _sums_" + table + "_by_NAME (NAME TEXT PRIMARY KEY, records INTEGER)");
                statement.execute("INSERT INTO _sums_" + table + "_by_NAME SELECT NAME, count(*) FROM " + table
                        + " GROUP BY NAME");
            }
        }
    }

    private void govern() {
        try (Warehouse warehouse = Warehouse.open(config())) {
            Accounts accounts = new Accounts(warehouse);
            accounts.add("anna", Role.ANALYST, Optional.empty(), NOW);
            accounts.add("nobody", Role.ANALYST, Optional.empty(), NOW);
            accounts.add("lee", Role.ADMIN, Optional.empty(), NOW);
        }
        Masks masks = new Masks(Map.of("NAME", "hide", "USER_ID_HASHED", "redact"));
        grant("SALES*", Masks.NONE, Optional.empty());
        grant("MASKED", masks, Optional.empty());
        grant("FILTERED", Masks.NONE, Optional.of("COUNTRY = 'France'"));
        grant("BOTH", masks, Optional.of("\"COUNTRY\" = 'France' AND AMOUNT < 1000"));
    }

    void grant(String table, Masks masks, Optional<String> where) {
        try (Warehouse warehouse = Warehouse.open(config())) {
            new Permissions(warehouse)
                    .grant(
                            new Grant("anna", table, true, false, masks, where.map(RowFilter::of), NOW, "lee"),
                            folders());
        }
    }

    Folders folders() {
        return new Folders(feeds, List.of(), List.of());
    }

    WarehouseConfig config() {
        return new WarehouseConfig(database(), feeds, 50_000, Duration.ofSeconds(10));
    }

    Path database() {
        return folder.resolve("data_warehouse.db");
    }

    Path state() {
        return folder.resolve(".tributary");
    }

    LakeLayout layout() {
        return new LakeLayout(folder.resolve("pipeline"));
    }

    GuardedQuery as(String user, QueryLimits limits) {
        return GuardedQuery.open(
                database(), Duration.ofSeconds(1), user, name -> Folders.confidential(feeds, name), limits);
    }

    GuardedQuery as(String user) {
        return as(user, QueryLimits.USUAL);
    }
}
