package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeWriterTest {
    private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
    private static final Feeds FEEDS =
            new Feeds(List.of(new Feed("SECRET", FeedMode.IGNORE, List.of(), true), Feed.append("*")));

    @TempDir
    Path folder;

    private LakeLayout layout;

    @BeforeEach
    void nameTheLake() {
        layout = new LakeLayout(folder.resolve("pipeline"));
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() throws IOException {
        try (LakeWriter writer = open();
                LakeReader reader = LakeReader.open(layout)) {
            long version = reader.version();
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            ForcedBatch forced = writer.force();
            assertThat(reader.files()).isEmpty();

            CommitCounts counts = forced.commit(List.of(position("T", 1)));

            assertThat(counts.records()).isEqualTo(1);
            assertThat(reader.version()).isNotEqualTo(version);
            assertThat(reader.files()).singleElement().satisfies(file -> {
                assertThat(file.path()).isEqualTo("T/2026-03-01/T_2026-03-01.jsonl");
                assertThat(file.length()).isEqualTo(counts.bytes()).isEqualTo(Files.size(layout.resolve(file.path())));
                assertThat(file.foreign()).isFalse();
            });
            assertThat(reader.positions()).containsExactly(position("T", 1));
        }
    }

    @Test
    void midnightIsInUtcAndTheTimestampDecides() {
        long midnight = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
        long[] timestamps = {
            midnight - 1,
            midnight,
            -1,
            Long.MIN_VALUE,
            0,
            Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli(),
            Long.MAX_VALUE
        };
        try (LakeWriter writer = open()) {
            for (int i = 0; i < timestamps.length; i++) {
                writer.take(record("T", i, timestamps[i], "{}"));
            }
            writer.force().commit(List.of(position("T", timestamps.length)));
        }

        LakeContents contents = LakeContents.of(layout);
        assertThat(dates(contents, timestamps.length))
                .containsExactly(
                        "2026-03-01",
                        "2026-03-02",
                        "1970-01-01",
                        "1970-01-01",
                        "1970-01-01",
                        "9999-12-31",
                        "9999-12-31");
        assertThat(contents.line("T", 0, 6).stamp().timestamp()).isEqualTo(Long.MAX_VALUE);
    }

    private static List<String> dates(LakeContents contents, int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(offset -> contents.line("T", 0, offset)
                        .file()
                        .date()
                        .orElseThrow()
                        .toString())
                .toList();
    }

    @Test
    void moreDaysThanOpenFilesAreWritten() {
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 3, new LocalDisk(), CrashPoint.Visitor.NONE)) {
            for (int round = 0; round < 3; round++) {
                for (int day = 0; day < 20; day++) {
                    writer.take(record("T", round * 20L + day, NOON + day * 86_400_000L, "{\"round\":" + round + "}"));
                }
                writer.force().commit(List.of(position("T", (round + 1) * 20L)));
            }
        }

        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void deadLettersAndConfidentialFeedsAreForTheirOwnerOnly() throws IOException {
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, "{}"));
            writer.take(record("T", 1, NOON, "no json"));
            writer.take(record("SECRET", 0, NOON, "{}"));
            CommitCounts counts = writer.force().commit(List.of());
            assertThat(counts.records()).isEqualTo(2);
            assertThat(counts.deadLetters()).isEqualTo(1);
        }

        String day = "/2026-03-01";
        assertThat(mode("_dead_letters")).isEqualTo("rwx------");
        assertThat(mode("_dead_letters/T" + day + "/T_2026-03-01.jsonl")).isEqualTo("rw-------");
        assertThat(mode("SECRET" + day)).isEqualTo("rwx------");
        assertThat(mode("SECRET" + day + "/SECRET_2026-03-01.jsonl")).isEqualTo("rw-------");
        assertThat(mode("T" + day + "/T_2026-03-01.jsonl")).startsWith("rw-r");
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.resolve(path)));
    }

    @Test
    void aFileOfAnotherToolAtOurVeryPathIsLeftAlone() throws IOException {
        Path theirs = layout.resolve(layout.dayFile("T", LocalDate.parse("2026-03-01")));
        Files.createDirectories(theirs.getParent());
        Files.writeString(theirs, "{\"theirs\":1}\n{\"torn");

        for (int offset = 0; offset < 3; offset++) {
            try (LakeWriter writer = open()) {
                writer.take(record("T", offset, NOON, "{\"ours\":1}"));
                writer.force().commit(List.of(position("T", offset + 1)));
            }
        }

        assertThat(theirs).hasContent("{\"theirs\":1}\n{\"torn");
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.files())
                    .extracting(LakeFile::path, LakeFile::foreign, LakeFile::records)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("T/2026-03-01/T_2026-03-01.2.jsonl", false, 3L),
                            org.assertj.core.groups.Tuple.tuple("T/2026-03-01/T_2026-03-01.jsonl", true, 0L));
        }
    }

    @Test
    void aSecondWriterIsToldWhoHoldsTheLake() {
        try (LakeWriter first = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(LakeLockedException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThatThrownBy(this::open).isInstanceOf(LakeLockedException.class);
            first.take(record("T", 0, NOON, "{}"));
            first.force().commit(List.of());
        }
        open().close();
    }

    @Test
    void theRefusalOfASecondWriterDoesNotGiveTheLockUp() throws IOException, InterruptedException {
        try (LakeWriter first = open()) {
            assertThatThrownBy(this::open).isInstanceOf(LakeLockedException.class);

            assertThat(lockedForOtherProcesses()).isTrue();
            assertThat(first.positions()).isEmpty();
        }
        assertThat(lockedForOtherProcesses()).isFalse();
    }

    /** Asks from another process, because a POSIX lock does not stand between threads of one. */
    private boolean lockedForOtherProcesses() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockProbe.class.getName(),
                        layout.root().toString())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(answer).isIn(0, 3);
        assertThat(answer).contains(process.exitValue() == 3 ? "is in use by process" : "");
        return process.exitValue() == 3;
    }

    @Test
    void whatWasNotCommittedIsCutAway() throws IOException {
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.force().commit(List.of(position("T", 1)));
            writer.take(record("T", 1, NOON, "{\"A\":2}"));
            writer.take(record("NEW", 0, NOON, "{\"A\":3}"));
            writer.force();
        }
        assertThat(Files.size(layout.resolve("NEW/2026-03-01/NEW_2026-03-01.jsonl")))
                .isPositive();

        try (LakeWriter writer = open()) {
            assertThat(writer.positions()).containsExactly(position("T", 1));
            assertThat(Files.size(layout.resolve("NEW/2026-03-01/NEW_2026-03-01.jsonl")))
                    .isZero();
            writer.take(record("T", 1, NOON, "{\"A\":2}"));
            writer.force().commit(List.of(position("T", 2)));
        }
        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).containsExactly(0L, 1L);
    }

    @Test
    void whatIsGivenUpLeavesNoTrace() throws IOException {
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.force().commit(List.of());
            writer.take(record("T", 1, NOON, "{\"A\":\"longer than the next\"}"));
            writer.force();
            writer.discard();
            assertThat(writer.waitingBytes()).isZero();
            writer.take(record("T", 1, NOON, "{}"));
            writer.force().commit(List.of());
        }

        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).containsExactly(0L, 1L);
        assertThat(Files.readString(layout.resolve("T/2026-03-01/T_2026-03-01.jsonl")))
                .doesNotContain("longer");
    }

    @Test
    void linesWrittenEarlyAreSeenByNobodyAndAreGoneUnlessTheyAreCommitted() throws IOException {
        Path file = layout.resolve("T/2026-03-01/T_2026-03-01.jsonl");
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 8, 1, new LocalDisk(), CrashPoint.Visitor.NONE);
                LakeReader reader = LakeReader.open(layout)) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.take(record("T", 1, NOON, "{\"A\":2}"));
            assertThat(Files.size(file)).isEqualTo(writer.uncommittedBytes()).isPositive();
            assertThat(writer.waitingBytes()).isZero();
            assertThat(reader.files()).isEmpty();

            CommitCounts counts = writer.force().commit(List.of(position("T", 2)));
            assertThat(counts.records()).isEqualTo(2);
            assertThat(counts.bytes()).isEqualTo(Files.size(file));
            writer.take(record("T", 2, NOON, "{\"A\":3}"));
            assertThat(Files.size(file)).isGreaterThan(counts.bytes());
        }

        open().close();
        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).containsExactly(0L, 1L);
        assertThat(Files.readString(file)).doesNotContain("{\"A\":3");
    }

    @Test
    void aFileShorterThanCommittedIsDamageAndNothingIsGuessed() throws IOException {
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.force().commit(List.of(position("T", 1)));
        }
        Path file = layout.resolve("T/2026-03-01/T_2026-03-01.jsonl");
        long length = Files.size(file);
        Files.writeString(file, "{\"A\"");

        assertThatThrownBy(this::open).isInstanceOfSatisfying(LakeException.class, e -> {
            assertThat(e).hasMessageContaining("T/2026-03-01/T_2026-03-01.jsonl has 4 bytes of " + length);
            assertThat(e.fix()).isPresent();
        });
        Files.delete(file);
        assertThatThrownBy(this::open).hasMessageContaining("is gone of " + length);
    }

    @Test
    void aLakeOfOursWithoutItsLedgerIsNotFilledASecondTime() throws IOException {
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.force().commit(List.of(position("T", 1)));
        }
        Files.delete(layout.ledger());

        assertThatThrownBy(this::open).isInstanceOf(LakeException.class).hasMessageContaining("a second time");
    }

    @Test
    void topicsThatCannotBeFoldersAreRefused() {
        for (String topic : List.of("_internal", ".hidden", "CON", "nul.x", "com1", "ends.", "..", "a/b", "")) {
            assertThat(LakeLayout.folderProblem(topic)).as(topic).isPresent();
        }
        for (String topic : List.of("TRANSACTIONS_USD", "console", "a.b-c_d", "nulls.x", "com10")) {
            assertThat(LakeLayout.folderProblem(topic)).as(topic).isEmpty();
        }
        try (LakeWriter writer = open()) {
            assertThatThrownBy(() -> writer.take(record("nul.x", 0, NOON, "{}")))
                    .hasMessageContaining("device");
        }
    }

    @Test
    void aFullDiskCommitsNothingAndTheWriterCanOnlyBeClosed() throws IOException {
        ForgettingDisk disk = new ForgettingDisk();
        try (LakeWriter writer = LakeWriter.open(layout, FEEDS, 8, disk, CrashPoint.Visitor.NONE)) {
            writer.take(record("T", 0, NOON, "{\"A\":1}"));
            writer.force().commit(List.of(position("T", 1)));
            disk.fillUpAfter(20);
            writer.take(record("T", 1, NOON, "{\"A\":1}"));

            assertThatThrownBy(writer::force).isInstanceOfSatisfying(LakeException.class, e -> {
                assertThat(e).hasMessageContaining("T_2026-03-01.jsonl").hasMessageContaining("No space left");
                assertThat(e.fix().orElseThrow()).contains("free space");
            });
            assertThatThrownBy(() -> writer.take(record("T", 1, NOON, "{}")))
                    .hasMessageContaining("this writer failed before");
            assertThatThrownBy(writer::force).hasMessageContaining("this writer failed before");
        }
        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).containsExactly(0L);
        open().close();
        assertThat(LakeContents.of(layout).offsets("T", 0, 0)).containsExactly(0L);
    }

    @Test
    void aMessageOfManyMegabytesIsOneLine() {
        String value = "{\"A\":\"" + "x".repeat(5 << 20) + "\"}";
        try (LakeWriter writer = open()) {
            writer.take(record("T", 0, NOON, value));
            writer.take(record("T", 1, NOON, value.substring(1)));
            writer.take(record("T", 2, NOON, "{}"));
            CommitCounts counts = writer.force().commit(List.of(position("T", 3)));
            assertThat(counts.deadLetters()).isEqualTo(1);
        }

        LakeContents contents = LakeContents.of(layout);
        assertThat(contents.line("T", 0, 0).value()).asString(UTF_8).isEqualTo(value);
        assertThat(contents.line("T", 0, 1).value()).asString(UTF_8).isEqualTo(value.substring(1));
    }

    private LakeWriter open() {
        return LakeWriter.open(layout, FEEDS, 8, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    private static Position position(String topic, long next) {
        return new Position(topic, 0, 0, "id", 0, next, OptionalInt.empty());
    }

    private static Arrival record(String topic, long offset, long timestamp, String value) {
        return new Arrival(
                topic,
                0,
                0,
                offset,
                timestamp,
                Optional.empty(),
                Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }
}
