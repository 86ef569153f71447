package dev.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TextsTest {
    private final Texts english = Texts.in(Language.EN);
    private final Texts french = Texts.in(Language.FR);

    @Test
    void bothLanguagesHaveTheSameTexts() {
        assertThat(new TreeSet<>(french.keys())).isEqualTo(new TreeSet<>(english.keys()));
    }

    @Test
    void bothLanguagesPutTheSameThingsIn() {
        for (String key : english.keys()) {
            if (!key.endsWith(".one")) {
                assertThat(places(french, key)).as(key).isEqualTo(places(english, key));
            }
        }
    }

    @Test
    void frenchIsSetAsInFrance() {
        for (String key : french.keys()) {
            assertThat(french.text(key)).as(key).doesNotContain("'", " ;", " :", " ?", " !", "« ", " »");
        }
    }

    @Test
    void noneIsSingularInFrenchAlone() {
        assertThat(english.counted("rows", 0, "0")).isEqualTo("0 rows");
        assertThat(french.counted("rows", 0, "0")).isEqualTo("0 ligne");
        assertThat(french.counted("rows", 2, "2")).isEqualTo("2 lignes");
    }

    @Test
    void numbersAreWrittenAsTheLanguageDoes() {
        List<String> both = List.of(
                new Numbers(Language.EN).money(new BigDecimal("-1234567.005")),
                new Numbers(Language.FR).money(new BigDecimal("1234567.005")));

        assertThat(both).containsExactly("\u22121,234,567.01", "1\u202f234\u202f567,01");
    }

    private static Set<String> places(Texts texts, String key) {
        return Pattern.compile("\\{\\d}")
                .matcher(texts.text(key))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }
}
