package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.SqlException;
import dev.tributary.warehouse.SqlValue;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The third layer of the gate alone, with the second one open: these statements use the random name under which the warehouse is attached, as if somebody had guessed it. What
 * is refused here is refused because of the pages that a statement opens and the functions that it calls.
 */
class ProgramTest {
    @TempDir
    static Path folder;

    private static AccessLake lake;

    private Enclosure enclosure;
    private String schema;

    @BeforeAll
    static void make() {
        lake = AccessLake.make(folder);
    }

    @BeforeEach
    void lookBehindTheViews() throws SQLException {
        enclosure = Enclosure.open(
                lake.database(), Duration.ofSeconds(1), "anna", name -> name.equals("RAW"), QueryLimits.USUAL);
        schema = Sql.list(enclosure.connection(), "PRAGMA database_list", row -> row.getString("name")).stream()
                .filter(name -> name.matches("t[0-9a-f]{32}"))
                .findFirst()
                .orElseThrow();
    }

    @AfterEach
    void close() throws SQLException {
        enclosure.close();
    }

    private List<String> run(String sql) {
        List<String> rows = new ArrayList<>();
        try (GuardedQuery query = lake.as("anna")) {
            query.run(enclosure, sql.replace("$", schema + "."), Duration.ofSeconds(10), 100, new QueryRows() {
                @Override
                public void columns(List<String> names) {}

                @Override
                public void row(List<SqlValue> values) {
                    rows.add(values.get(0).text());
                }
            });
        }
        return rows;
    }

    @Test
    void whatIsGrantedMayBeOpened() {
        assertThat(run("SELECT count(*) FROM $SALES")).containsExactly("12");
        assertThat(run("SELECT upper(NAME) FROM $SALES WHERE CODE = 'T1'")).containsExactly("PLAIN1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM $ZZSECRET_PAY",
                "SELECT 1 FROM $ZZSECRET_PAY",
                "SELECT count(*) FROM $ZZSECRET_PAY",
                "SELECT max(kafka_offset) FROM $ZZSECRET_PAY",
                "SELECT 1 FROM $SALES s JOIN $ZZSECRET_PAY z ON z.CODE = s.CODE",
                "SELECT 1 FROM $SALES WHERE EXISTS (SELECT 1 FROM $ZZSECRET_PAY)",
                "SELECT (SELECT NAME FROM $ZZSECRET_PAY LIMIT 1)",
                "WITH SALES AS (SELECT * FROM $ZZSECRET_PAY) SELECT * FROM SALES",
                "SELECT CODE FROM $SALES UNION ALL SELECT CODE FROM $ZZSECRET_PAY",
                "SELECT CODE FROM $SALES ORDER BY (SELECT count(*) FROM $ZZSECRET_PAY)",
                "VALUES ((SELECT count(*) FROM $ZZSECRET_PAY))",
                "SELECT * FROM $_accounts",
                "SELECT * FROM $_tokens",
                "SELECT * FROM $permissions",
                "SELECT * FROM $_lake_files"
            })
    void whatIsNotGrantedIsRefusedByItsPages(String sql) {
        assertThatThrownBy(() -> run(sql)).isInstanceOf(NotPermittedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "last_insert_rowid()",
                "changes()",
                "total_changes()",
                "load_extension('x')",
                "fts5_source_id()",
                "rtreecheck('x')"
            })
    void aFunctionThatIsNotKnownIsRefused(String call) {
        assertThatThrownBy(() -> run("SELECT " + call)).isInstanceOf(SqlException.class);
    }

    @Test
    void theListOfPermittedPagesIsAskedForEveryPageOfAProgram() throws SQLException {
        assertThat(permits("SELECT 1 FROM $SALES")).isTrue();
        assertThat(permits("SELECT 1 FROM $SALES, $SALES_FAILED")).isTrue();
        assertThat(permits("SELECT 1 FROM $SALES, $ZZSECRET_PAY")).isFalse();
        assertThat(permits("SELECT name FROM $sqlite_schema")).isFalse();
    }

    private boolean permits(String sql) throws SQLException {
        return enclosure.permits(Program.of(enclosure.connection(), sql.replace("$", schema + ".")));
    }
}
