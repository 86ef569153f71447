package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeReaderTest {
    @TempDir
    Path folder;

    private LakeLayout layout;

    @BeforeEach
    void nameTheLake() {
        layout = new LakeLayout(folder.resolve("pipeline"));
    }

    @Test
    void thereIsNothingInAFolderThatDoesNotExist() {
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.files()).isEmpty();
            assertThat(reader.positions()).isEmpty();
            assertThat(reader.gaps()).isEmpty();
            assertThat(reader.version()).isZero();
        }
        assertThat(layout.root()).doesNotExist();
    }

    @Test
    void aLakeThatComesIntoBeingIsNoticed() {
        try (LakeReader reader = LakeReader.open(layout)) {
            LakeWriter.open(layout, new Feeds(List.of()), 8, new LocalDisk(), CrashPoint.Visitor.NONE)
                    .close();

            assertThat(reader.version()).isNotZero();
        }
    }

    @Test
    void filesOfOtherToolsAreFoundInAnyCase() throws IOException {
        write("transactions_usd/2026-01-31/transactions_usd_2026-01-31.jsonl", "{\"A\":1}\n");
        write("TRANSACTIONS_USD/2026-01-31/part-0.JSONL", "{\"A\":1}\n{\"A");
        write("no_date/x.jsonl", "{}\n");
        write("_dead_letters/T/2026-01-31/T.jsonl", "{}\n");
        write("_temporary/0/x.jsonl", "{}\n");
        write(".hidden/x.jsonl", "{}\n");
        write("T/2026-01-31/_part.jsonl", "{}\n");
        write("T/2026-01-31/T.json", "{}\n");
        write("T/2026-01-31/empty.jsonl", "");
        write("stray.jsonl", "{}\n");

        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.files())
                    .extracting(LakeFile::path, LakeFile::topic, LakeFile::date, LakeFile::kind, LakeFile::length)
                    .containsExactly(
                            tuple(
                                    "TRANSACTIONS_USD/2026-01-31/part-0.JSONL",
                                    "TRANSACTIONS_USD",
                                    january(),
                                    Kind.DATA,
                                    11L),
                            tuple("_dead_letters/T/2026-01-31/T.jsonl", "T", january(), Kind.DEAD_LETTER, 3L),
                            tuple("no_date/x.jsonl", "no_date", Optional.empty(), Kind.DATA, 3L),
                            tuple(
                                    "transactions_usd/2026-01-31/transactions_usd_2026-01-31.jsonl",
                                    "transactions_usd",
                                    january(),
                                    Kind.DATA,
                                    8L));
            assertThat(reader.files()).allMatch(LakeFile::foreign);
        }
    }

    @Test
    void linesAreHandedOverWithTheirPositionsWhateverTheirLength() throws IOException {
        String longLine = "x".repeat(600_000);
        Path file = Files.writeString(folder.resolve("f"), "one\n\n" + longLine + "\ntorn");
        List<String> seen = new ArrayList<>();

        long end = LakeLines.read(
                file,
                0,
                Files.size(file),
                (position, buffer, offset, length, terminated) -> seen.add(position + " " + length + " " + terminated
                        + " " + (length < 10 ? new String(buffer, offset, length, UTF_8) : "...")));

        assertThat(seen).containsExactly("0 3 true one", "4 0 true ", "5 600000 true ...", "600006 4 false torn");
        assertThat(end).isEqualTo(Files.size(file));
    }

    @Test
    void readingStopsAtTheEndAskedForAndTellsOfAShorterFile() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "one\ntwo\nthree\n");
        List<String> seen = new ArrayList<>();
        LineHandler handler =
                (position, buffer, offset, length, terminated) -> seen.add(new String(buffer, offset, length, UTF_8));

        assertThat(LakeLines.read(file, 4, 8, handler)).isEqualTo(8);
        assertThat(seen).containsExactly("two");
        assertThat(LakeLines.read(file, 8, 100, handler)).isEqualTo(14);
        assertThat(seen).containsExactly("two", "three");
        assertThat(LakeLines.read(file, 14, 14, handler)).isEqualTo(14);
    }

    private static Optional<LocalDate> january() {
        return Optional.of(LocalDate.parse("2026-01-31"));
    }

    private void write(String path, String content) throws IOException {
        Path file = layout.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
