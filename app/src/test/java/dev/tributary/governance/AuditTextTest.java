package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTextTest {
    private static final Set<String> KNOWN = Set.of("transactions_usd", "status", "country", "count", "odd name");

    private static String text(String sql) {
        return AuditText.of(sql, KNOWN, value -> "#" + value.length());
    }

    @Test
    void whatTheWarehouseKnowsStays() {
        assertThat(text("SELECT Status, count(*) -- of all\nFROM \"TRANSACTIONS_USD\" GROUP BY 1 LIMIT 100;"))
                .isEqualTo("SELECT Status , count ( * ) FROM \"TRANSACTIONS_USD\" GROUP BY 1 LIMIT 100 ;");
        assertThat(text("select [odd name]")).isEqualTo("select [odd name]");
    }

    @Test
    void whatMayIdentifySomebodyIsDigested() {
        assertThat(text("SELECT * FROM TRANSACTIONS_USD WHERE STATUS = 'USER-4026' AND id = 4026"))
                .isEqualTo("SELECT * FROM TRANSACTIONS_USD WHERE STATUS = #9 AND #2 = #4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'Martin'",
                "SELECT \"Martin\"",
                "SELECT `Martin`",
                "SELECT [Martin]",
                "SELECT Martin FROM TRANSACTIONS_USD",
                "SELECT 1 AS Martin",
                "SELECT x'4d617274696e', 'O''Martin'",
                "SELECT 1 /* Martin */ -- Martin",
                "SELECT 'Martin",
                "SELECT @Martin, :Martin, $Martin",
                "Martin",
                "SELECT 10.77.23.99",
                "SELECT 94103, 0x16F97, 1e9410"
            })
    void nothingOfAPersonComesThrough(String sql) {
        assertThat(text(sql))
                .doesNotContainIgnoringCase("martin")
                .doesNotContain("4d61", "77", "23", "99", "941", "16F");
    }

    @Test
    void aHugeTextIsCut() {
        assertThat(text("SELECT " + "1, ".repeat(10_000) + "1").length()).isLessThan(5_000);
    }
}
