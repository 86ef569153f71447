package dev.tributary.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("ledger.db");
    }

    @Test
    void whatIsCommittedIsThereAgain() {
        LakeFile entry = entry("T/2026-01-01/T_2026-01-01.jsonl", 100);
        Position position = new Position("T", 0, 0, "id", 5, 9, OptionalInt.of(3));
        try (Ledger ledger = Ledger.open(file, "me")) {
            ledger.claim(List.of(entry));
            ledger.commit(List.of(entry), List.of(position));
        }

        try (Ledger ledger = Ledger.open(file, "me")) {
            assertThat(ledger.files()).containsExactly(entry);
            assertThat(ledger.positions()).containsExactly(position);
        }
    }

    @Test
    void whatWasNeverClaimedIsNotCommitted() {
        try (Ledger ledger = Ledger.open(file, "me")) {
            Position position = new Position("T", 0, 0, "id", 5, 9, OptionalInt.empty());
            assertThatThrownBy(() -> ledger.commit(List.of(entry("a", 1)), List.of(position)))
                    .isInstanceOf(FilePrunedException.class);

            assertThat(ledger.files()).isEmpty();
            assertThat(ledger.positions()).isEmpty();
        }
    }

    @Test
    void aGapNotedTwiceStandsOnce() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        try (Ledger ledger = Ledger.open(file, "me")) {
            ledger.record(new Gap("T", 0, 1, 10, 20, "retention", now));
            ledger.record(new Gap("T", 0, 1, 10, 25, "retention", now.plusSeconds(9)));

            assertThat(ledger.gaps()).containsExactly(new Gap("T", 0, 1, 10, 25, "retention", now));
        }
    }

    @Test
    void anEarlierWriterIsFencedOff() {
        try (Ledger old = Ledger.open(file, "old")) {
            old.claim(List.of(entry("a", 1)));
            try (Ledger young = Ledger.open(file, "young")) {
                assertThatThrownBy(old::requireToken)
                        .isInstanceOf(LakeException.class)
                        .hasMessageContaining("another writer took over");
                assertThatThrownBy(() -> old.commit(List.of(entry("a", 2)), List.of()))
                        .isInstanceOf(LakeException.class)
                        .hasMessageContaining("another writer took over");
                young.claim(List.of(entry("b", 3)));
                assertThat(young.files()).extracting(LakeFile::length).containsExactly(1L, 3L);
            }
        }
    }

    @Test
    void aNewerFormatIsRefused() throws SQLException {
        Ledger.open(file, "me").close();
        execute("PRAGMA user_version = 5");

        assertThatThrownBy(() -> Ledger.open(file, "me"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("has format 5")
                .hasMessageContaining("up to 4");
    }

    @Test
    void anotherDatabaseIsRefusedAndLeftAlone() throws SQLException {
        execute("CREATE TABLE theirs (a)");

        assertThatThrownBy(() -> Ledger.open(file, "me"))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("not a Tributary ledger");
    }

    @Test
    void aDamagedFileIsRefusedWithWhatMendsIt() throws IOException {
        Files.writeString(file, "this is no database at all, but long enough to be looked at ".repeat(50));

        assertThatThrownBy(() -> Ledger.open(file, "me")).isInstanceOfSatisfying(LakeException.class, e -> {
            assertThat(e).hasMessageContaining(file.toString());
            assertThat(e.fix().orElseThrow()).contains("tributary rebuild --ledger");
        });
    }

    @Test
    void aFileWithFlippedBytesIsNeverBelievedInSilence() throws IOException {
        try (Ledger ledger = Ledger.open(file, "me")) {
            for (int i = 0; i < 300; i++) {
                ledger.claim(List.of(entry("T/2026-01-01/file-with-a-longish-name-" + i, i)));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 4096 * 2; at < 4096 * 2 + 64; at++) {
            bytes[at] ^= 0x55;
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> Ledger.open(file, "me")).isInstanceOf(LakeException.class);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static LakeFile entry(String path, long length) {
        return new LakeFile(path, "T", Optional.of(LocalDate.EPOCH), Kind.DATA, false, length, 1, 7);
    }
}
