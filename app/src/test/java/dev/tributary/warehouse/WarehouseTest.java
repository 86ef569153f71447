package dev.tributary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
    @TempDir
    Path folder;

    private TestLake lake;

    @BeforeEach
    void makeLake() {
        lake = new TestLake(folder, Feed.append("ORDERS"));
    }

    private void execute(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lake.database());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        lake.open().close();
        execute("PRAGMA user_version = 3");

        assertThatThrownBy(lake::open)
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("schema version is 3, this Tributary knows 2");
        assertThatThrownBy(() -> Warehouse.openReadOnly(lake.database())).hasMessageContaining("schema version is 3");
    }

    @Test
    void pagesHaveTheSizeForWhichTheWarehouseWasMeasured() {
        try (Warehouse warehouse = lake.open()) {
            assertThat(warehouse.<Long>read("read", connection -> Sql.number(connection, "PRAGMA page_size")))
                    .isEqualTo(4_096);
        }
        assertThat(lake.select("PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void theDatabaseOfSomethingElseIsRefusedAndLeftAsItIs() throws Exception {
        execute("CREATE TABLE TRANSACTIONS_USD (id INTEGER, data TEXT)");

        assertThatThrownBy(lake::open)
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("not made by Tributary")
                .satisfies(e -> assertThat(((WarehouseException) e).fix()).isPresent());
        assertThat(lake.select("SELECT name FROM sqlite_schema")).containsExactly("TRANSACTIONS_USD");
    }

    @Test
    void aDamagedFileIsRefused() throws Exception {
        Files.writeString(lake.database(), "this is not a database, whatever its name says".repeat(100));

        assertThatThrownBy(lake::open)
                .isInstanceOf(WarehouseException.class)
                .hasMessageContaining("damaged or not an SQLite database");
    }

    @Test
    void aFullDiskIsNamedAndLeavesWhatWasThere() throws Exception {
        lake.load();
        try (Warehouse warehouse = lake.open()) {
            warehouse.writer().transaction("make a table", connection -> {
                Sql.execute(connection, "CREATE TABLE filler (data BLOB)");
                return true;
            });
            warehouse.writer().transaction("read a number", connection -> {
                Sql.number(connection, "PRAGMA max_page_count = " + (Sql.number(connection, "PRAGMA page_count") + 2));
                return true;
            });

            assertThatThrownBy(() -> warehouse.writer().transaction("fill it", connection -> {
                        Sql.execute(connection, "INSERT INTO filler VALUES (zeroblob(10000000))");
                        return true;
                    }))
                    .isInstanceOf(WarehouseException.class)
                    .hasMessageContaining("the disk is full")
                    .satisfies(
                            e -> assertThat(((WarehouseException) e).passing()).isTrue());
            assertThat(warehouse.check()).isEmpty();
        }
        assertThat(lake.select("SELECT count(*) FROM filler")).containsExactly("0");
    }

    @Test
    void aPathWithOddCharactersIsJustAPath() {
        TestLake odd = new TestLake(folder.resolve("what? 100% #é"), Feed.append("ORDERS"));
        odd.append("ORDERS/x.jsonl", "{\"N\":1}\n");

        assertThat(odd.load().rows()).isEqualTo(1);
        assertThat(odd.database()).isRegularFile();
    }

    @Test
    void aWarehouseForReadingDoesNotLoad() {
        lake.open().close();
        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            assertThatThrownBy(warehouse::writer).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aLockHeldTooLongIsToldAndPasses() throws Exception {
        lake.append("ORDERS/x.jsonl", "{\"N\":1}\n");
        try (Warehouse warehouse =
                        Warehouse.open(new WarehouseConfig(lake.database(), lake.feeds(), 10, Duration.ofMillis(20)));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + lake.database());
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> warehouse.writer().transaction("load", connection -> 1))
                    .isInstanceOfSatisfying(WarehouseException.class, e -> {
                        assertThat(e.passing()).isTrue();
                        assertThat(e).hasMessageContaining("another process holds its write lock");
                    });
            statement.execute("ROLLBACK");
        }
        assertThat(lake.load().rows()).isEqualTo(1);
    }

    @Test
    void tablesMarksRejectsAndCoordinatesCanBeRead() {
        String file = "ORDERS/2025-11-22/ORDERS_2025-11-22.jsonl";
        lake.append(
                file,
                TestLake.line("{\"N\":1}", 1, 5, 2_000, "b")
                        + "nonsense\n"
                        + TestLake.line("{\"N\":2}", 0, 9, 1_000, null)
                        + "{\"N\":3}\n");
        lake.load();

        try (Warehouse warehouse = Warehouse.openReadOnly(lake.database())) {
            assertThat(warehouse.tables())
                    .containsExactly(new TableState(
                            "ORDERS",
                            FeedMode.APPEND,
                            Optional.empty(),
                            3,
                            List.of(new TableState.Column("N", "INTEGER")),
                            0,
                            Optional.of(Instant.ofEpochMilli(2_000)),
                            Optional.of(TestLake.NOW)));
            assertThat(warehouse.marks()).singleElement().satisfies(mark -> {
                assertThat(mark.path()).isEqualTo(file);
                assertThat(mark.lines()).isEqualTo(4);
                assertThat(mark.loadedTo()).isEqualTo(Files.size(lake.file(file)));
                assertThat(mark.foreign()).isTrue();
            });
            assertThat(warehouse.rejectCount()).isEqualTo(1);
            assertThat(warehouse.rejects(10)).singleElement().satisfies(reject -> {
                assertThat(reject.text()).isEqualTo("nonsense");
                assertThat(reject.file()).isEqualTo(file);
            });
            List<String> coordinates = new ArrayList<>();
            warehouse.coordinates(
                    "orders",
                    (epoch, partition, offset, key) ->
                            coordinates.add(epoch + "/" + partition + "/" + offset + "/" + key.orElse("-")));
            assertThat(coordinates).containsExactly("0/0/9/-", "0/1/5/b");
            warehouse.coordinates("NONE", (epoch, partition, offset, key) -> coordinates.clear());
            assertThat(coordinates).hasSize(2);
        }
    }

    @Test
    void damageInsideIsFoundByTheCheck() throws Exception {
        lake.append("ORDERS/x.jsonl", "{\"USER_ID_HASHED\":\"u\"}\n");
        lake.load();
        assertThat(lake.check()).isEmpty();
        execute("PRAGMA foreign_keys = OFF", "DELETE FROM USERS");

        assertThat(lake.check()).singleElement().asString().contains("ORDERS refers to nothing in USERS");
    }
}
