package dev.tributary.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive keeps of lines, and what it tells of them. */
class ParquetArchiverTest {
    private static final List<String> VALUES = List.of(
            "1",
            "-7",
            "18446744073709551615",
            "1.5",
            "1e400",
            "true",
            "null",
            "\"x\"",
            "\"2026-01-02\"",
            "\"12:00:00\"",
            "\"2026-01-02T03:04:05Z\"",
            "\"2026-01-02 03:04:05\"",
            "\"550e8400-e29b-41d4-a716-446655440000\"",
            "[1,2.5]",
            "[\"a\",1]",
            "{\"b c\":1,\"d\\\"e\":{\"f\":{\"g\":{\"h\":1}}}}",
            "{\"b c\":\"y\"}",
            "[{\"z\":1},{\"y\":\"2026-01-02\"}]",
            "\"\\ud83d\\ude00 \u00e9 \ud83d\ude00 \u4e2d \\u0000 '\"",
            " \t 1 ");

    private final ParquetArchiver archiver = new ParquetArchiver();

    @TempDir
    Path folder;

    private Path lines;
    private Path archive;

    @AfterEach
    void close() {
        archiver.close();
    }

    @BeforeEach
    void name() {
        lines = folder.resolve("it's [a] file*.jsonl");
        archive = folder.resolve("it's [an] archive*.parquet");
    }

    private static String line(Random random, long offset) {
        StringBuilder line = new StringBuilder("{");
        for (String name : List.of("a", "b", "c d", "e\\\"f", "g")) {
            if (random.nextInt(4) > 0) {
                line.append('"')
                        .append(name)
                        .append("\":")
                        .append(VALUES.get(random.nextInt(VALUES.size())))
                        .append(',');
            }
        }
        return line + "\"_kafka\":{\"partition\":1,\"offset\":" + offset
                + ",\"timestamp\":-1,\"key\":null,\"epoch\":3}}\n";
    }

    private byte[] read() throws IOException {
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        archiver.read(archive, (position, buffer, offset, length, terminated) -> {
            assertThat(position).isEqualTo(back.size());
            back.write(buffer, offset, length);
            back.write('\n');
        });
        return back.toByteArray();
    }

    @Test
    void everyLineComesBackByteForByteInItsOrder() throws IOException {
        Random random = new Random(Seed.get());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(line(random, i));
        }
        byte[] all = text.toString().getBytes(UTF_8);
        Files.write(lines, (text + "{\"torn\":").getBytes(UTF_8));

        archiver.write(lines, all.length, archive);

        assertThat(read()).isEqualTo(all);
    }

    @Test
    void linesOfManyMegabytesAreArchivedInParts() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            text.append("{\"a\":\"")
                    .append("x".repeat(9 << 20))
                    .append(i)
                    .append("\",\"_kafka\":{\"partition\":0,\"offset\":")
                    .append(i)
                    .append(",\"timestamp\":1,\"key\":null}}\n");
        }
        Files.writeString(lines, text);

        archiver.write(lines, Files.size(lines), archive);

        assertThat(read()).isEqualTo(text.toString().getBytes(UTF_8));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(lines, archive);
        }
    }

    @Test
    void aLineThatIsNotOursIsNotArchived() throws IOException {
        Files.writeString(lines, "{\"a\":1}\n");

        assertThatThrownBy(() -> archiver.write(lines, Files.size(lines), archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the line at byte 0 is not one of ours");
    }

    @Test
    void oneThatFailedLeavesNothingInTheNext() throws IOException {
        byte[] whole = line(new Random(1), 0).getBytes(UTF_8);
        Files.writeString(lines, line(new Random(2), 1) + "{\"a\":1}\n");
        assertThatThrownBy(() -> archiver.write(lines, Files.size(lines), archive))
                .isInstanceOf(IOException.class);

        Files.write(lines, whole);
        archiver.write(lines, whole.length, archive);

        assertThat(read()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSampleHasTheTypesOfAllLines(int round) throws IOException, SQLException {
        Random random = new Random(Seed.get() + round);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < round * 3; i++) {
            text.append(line(random, i));
        }
        Files.writeString(lines, text);
        archiver.write(lines, Files.size(lines), archive);

        try (Connection duck = Duck.open()) {
            LineTypes types = LineTypes.of(duck, lines);
            Path sample = folder.resolve("sample.jsonl");
            Files.writeString(sample, LineTypes.sample(duck, archive));

            assertThat(LineTypes.of(duck, sample).byName())
                    .as("seed " + Seed.get())
                    .containsExactlyEntriesOf(types.byName());
        }
    }
}
