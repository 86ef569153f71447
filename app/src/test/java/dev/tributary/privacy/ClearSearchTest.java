package dev.tributary.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.archive.ParquetArchiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClearSearchTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"A\":\"xUSER-4026y\"} | USER_ID USER-4026",
                "user-4026 | USER_ID user-4026",
                "{\"A\":\"203.0.113.77\"} | ADDRESS 203.0.113.77",
                "PROD-100203.0.113.77Linux | ADDRESS 203.0.113.77",
                "at 8.8.4.4. | ADDRESS 8.8.4.4",
                "lives in 742 Main St | STREET 742 Main St",
                "{\"NAME\":\"Smith\"} | USER_NAME Smith",
                "{\"NAME\": \"Smith\"} | USER_NAME Smith",
                "{\\\"NAME\\\":\\\"Smith\\\"} | USER_NAME Smith",
                "[\"a\",\"Smith\"] | USER_NAME Smith",
                "<td>Smith</td> | USER_NAME Smith",
                "{\"ZIP\":\"69001\"} | ZIP 69001",
                "{\"A\":\"Zoë\"} | LISTED Zoë",
                "{\"USER_ID_HASHED\":\"abc\"} | USER_ID_HASHED abc",
                "{\"USER_ID_HASHED\": \"abc\"} | USER_ID_HASHED abc",
                "{\"user_name_hashed\" : \"abc\"} | USER_NAME_HASHED abc",
                "{\"EMAIL_HASHED\":\"abc\"} | OTHER_HASHED abc",
                "{\"X\":null,\"IP_MASKED\":\"1.2.x.x\"} | IP_MASKED 1.2.x.x",
                "{\"STREET_MASKED\":\"*** ******\"} | STREET_MASKED *** ******"
            })
    void whatIdentifiesOrHidesIsFound(String text, String found) {
        assertThat(found(text)).containsExactly(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Smith\":\"x\"}",
                "Smith",
                "{\"A\":\"Smithson\"}",
                "{\"A\":69001}",
                "{\"ORDER_NO\":\"69001\"}",
                "{\\\"ORDER_NO\\\" : \\\"69001\\\"}",
                "<td>19092</td>",
                "{\"A\":\"690012\"}",
                "USER-123",
                "USER-0123",
                "SUPERUSER 1234",
                "203.0.x.x",
                "127.0.0.1:9092",
                "version 3.54.1.0",
                "1.2.3.4.5",
                "300.1.2.3 is no address but 0.1.2.3",
                "1.2.3.256x"
            })
    void whatOnlyLooksLikeItIsNot(String text) {
        assertThat(found(text))
                .filteredOn(found -> !found.startsWith("ADDRESS 1.2.3.25"))
                .isEmpty();
    }

    @Test
    void whereTwoPiecesOfAFileMeetItIsFoundOnce() throws IOException {
        String line = "{\"A\":\"USER-4026\",\"USER_ID_HASHED\":\"abcdef\",\"B\":\"Smith\"}" + "x".repeat(3_000);
        for (int before = (1 << 20) - 60; before <= 1 << 20; before++) {
            Path file = folder.resolve("lines.jsonl");
            Files.writeString(file, "\0".repeat(before) + line);
            List<String> found = new ArrayList<>();
            new FileSearch(search(), bytes -> {}).search(file, collecting(found));
            assertThat(found)
                    .as("%d bytes before", before)
                    .containsExactlyInAnyOrder(
                            "USER_ID " + (before + 6),
                            "USER_ID_HASHED abcdef",
                            "USER_NAME " + (before + line.indexOf("Smith")));
        }
    }

    @Test
    void theSampleLineOfAnArchiveIsNobodysPseudonym() throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : List.of("a.parquet", "a.jsonl")) {
            Path file = folder.resolve(name);
            Files.writeString(file, "USER-4026 {\"USER_ID_HASHED\":\"abc\"}");
            new FileSearch(search(), bytes -> {}).search(file, collecting(found));
        }
        assertThat(found).containsExactlyInAnyOrder("USER_ID 0", "USER_ID 0", "USER_ID_HASHED abc");
    }

    @Test
    void theLinesOfAnArchiveAreSearchedOneByOne() throws IOException {
        Path lines = folder.resolve("lines.jsonl");
        Path archive = folder.resolve("it's [an] archive*.parquet");
        Files.writeString(lines, """
                {"USER_ID_HASHED":"abc","_kafka":{"partition":0,"offset":1,"timestamp":1,"key":"k"}}
                {"USER_ID_HASHED":"def","NAME":"Smith","ZIP":"69001","_kafka":{"partition":0,"offset":2,"timestamp":1,"key":"USER-4026"}}
                """);
        try (ParquetArchiver archiver = new ParquetArchiver()) {
            archiver.write(lines, Files.size(lines), archive);
        }
        List<String> found = new ArrayList<>();
        try (ParquetSearch parquet = new ParquetSearch(search())) {
            parquet.search(archive, collectingValues(found));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "USER_ID_HASHED abc",
                        "USER_ID_HASHED def",
                        "USER_NAME Smith",
                        "ZIP 69001",
                        "USER_ID USER-4026");
    }

    private static FileSearch.Sink collecting(List<String> found) {
        return new FileSearch.Sink() {
            @Override
            public void clear(ClearKind kind, byte[] buffer, int from, int to, long position) {
                found.add(kind + " " + position);
            }

            @Override
            public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
                found.add(column + " " + new String(buffer, from, to - from, StandardCharsets.UTF_8));
            }
        };
    }

    private static ClearSearch.Sink collectingValues(List<String> found) {
        return new ClearSearch.Sink() {
            @Override
            public void clear(ClearKind kind, byte[] buffer, int from, int to) {
                found.add(kind + " " + new String(buffer, from, to - from, StandardCharsets.UTF_8));
            }

            @Override
            public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
                found.add(column + " " + new String(buffer, from, to - from, StandardCharsets.UTF_8));
            }
        };
    }

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        search().search(bytes, 0, bytes.length, collectingValues(found));
        return found;
    }

    private static ClearSearch search() {
        WordSet words = new WordSet();
        words.add("Smith", ClearKind.USER_NAME);
        words.add("Zoë", ClearKind.LISTED);
        return new ClearSearch(words, Set.of("ORDER_NO"));
    }
}
