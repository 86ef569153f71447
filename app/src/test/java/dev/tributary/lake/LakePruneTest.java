package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.PowerCut;
import dev.tributary.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a prune may delete and what it leaves, whatever happens beside it and whenever it ends. */
class LakePruneTest {
    private static final long DAY = 86_400_000L;
    private static final int RECORDS = 12;
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));

    @TempDir
    Path folder;

    private LakeLayout layout;

    /** Four days of three records each, every fourth a dead letter. */
    @BeforeEach
    void fill() {
        layout = filled(folder.resolve("lake"));
    }

    private static LakeLayout filled(Path root) {
        LakeLayout layout = new LakeLayout(root);
        try (LakeWriter writer = writer(layout)) {
            take(writer, 0, RECORDS);
        }
        return layout;
    }

    private static LakeWriter writer(LakeLayout layout) {
        return LakeWriter.open(layout, FEEDS, 2, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    private static void take(LakeWriter writer, long from, long to) {
        LongStream.range(from, to).forEach(offset -> writer.take(record(offset)));
        writer.force().commit(List.of(new Position("T", 0, 0, "id", 0, to, OptionalInt.empty())));
    }

    private static Arrival record(long offset) {
        String value = offset % 4 == 3 ? "broken " + offset : "{\"n\":" + offset + "}";
        return new Arrival(
                "T",
                0,
                0,
                offset,
                offset % 4 * DAY,
                Optional.empty(),
                Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }

    private static LakePrune open(LakeLayout layout) {
        return LakePrune.open(layout, new LocalDisk(), PrunePoint.Visitor.NONE);
    }

    /** Prunes the first two days. */
    private static LakePrune.Result prune(LakeLayout layout, LakePrune prune) {
        List<LakePrune.Examined> examined =
                firstTwoDays(layout).stream().map(prune::examine).toList();
        return prune.prune(examined, NOW);
    }

    private static LakePrune.Result prune(LakeLayout layout) {
        try (LakePrune prune = open(layout)) {
            return prune(layout, prune);
        }
    }

    private static List<LakeFile> firstTwoDays(LakeLayout layout) {
        try (LakeReader reader = LakeReader.open(layout)) {
            return reader.committedFiles().stream()
                    .filter(file -> file.date().orElseThrow().toEpochDay() < 2)
                    .toList();
        }
    }

    /** Every record is in the lake once, or was pruned, once. */
    private static void assertWhole(LakeLayout layout, long records, String hint) {
        LakeContents contents = LakeContents.of(layout);
        List<Long> offsets = new ArrayList<>(contents.offsets("T", 0, 0));
        try (LakeReader reader = LakeReader.open(layout)) {
            reader.prunedOffsets()
                    .values()
                    .forEach(pruned -> pruned.unpacked()
                            .getOrDefault(new LakeSurvey.Source("T", 0, 0), new OffsetSet())
                            .forEachNotIn(new OffsetSet(), offsets::add));
            assertThat(reader.foreignFiles())
                    .as(hint + ": nothing of ours looks foreign")
                    .isEmpty();
        }
        assertThat(offsets)
                .as(hint)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, records).boxed().toList());
    }

    @Test
    void whatIsPrunedIsGoneFromTheDiskAndKnownToTheLedger() {
        List<LakeFile> expired = firstTwoDays(layout);

        LakePrune.Result result = prune(layout);

        assertThat(result.takenOut()).extracting(PrunedFile::file).containsExactlyElementsOf(expired);
        assertThat(result.deleted()).hasSameSizeAs(expired);
        assertThat(layout.resolve("T/1970-01-01")).doesNotExist();
        assertThat(layout.resolve("T/1970-01-03")).exists();
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.pruned())
                    .allMatch(PrunedFile::deleted)
                    .allMatch(pruned -> pruned.at().equals(NOW));
            assertThat(reader.pruned()).extracting(PrunedFile::file).containsExactlyElementsOf(expired);
        }
        assertWhole(layout, RECORDS, "after the prune");
        assertThat(prune(layout).takenOut()).as("again").isEmpty();
    }

    @Test
    void aPowerCutAtAnyOperationLosesNothingAndTheNextPruneGoesOn() throws IOException {
        long seed = Seed.get();
        Random random = new Random(seed);
        int cut = 0;
        boolean reachedEnd = false;
        while (!reachedEnd) {
            cut++;
            String hint = "seed " + seed + " cut " + cut;
            LakeLayout cutLake = filled(folder.resolve("lake" + cut));
            ForgettingDisk disk = new ForgettingDisk();
            disk.cutPowerAt(cut);
            reachedEnd = pruneUntilTheCut(cutLake, disk);
            disk.loseUnforced(random);
            assertWhole(cutLake, RECORDS, hint + ", after the cut");

            prune(cutLake);
            assertWhole(cutLake, RECORDS, hint + ", after the next prune");
            assertThat(cutLake.resolve("T/1970-01-01/T_1970-01-01.jsonl")).doesNotExist();
            try (LakeReader reader = LakeReader.open(cutLake)) {
                assertThat(reader.pruned()).as(hint).hasSize(2).allMatch(PrunedFile::deleted);
            }
        }
        assertThat(cut).isGreaterThan(8);
    }

    private static boolean pruneUntilTheCut(LakeLayout layout, ForgettingDisk disk) {
        try (LakePrune prune = LakePrune.open(layout, disk, PrunePoint.Visitor.NONE)) {
            prune(layout, prune);
            return true;
        } catch (PowerCut e) {
            return false;
        }
    }

    @Test
    void aWriterWithLinesForAPrunedFileIsRefusedItsCommitAndPutsThemElsewhere() {
        try (LakeWriter writer = writer(layout)) {
            writer.take(record(RECORDS));
            ForcedBatch forced = writer.force();
            prune(layout);

            assertThatThrownBy(() ->
                            forced.commit(List.of(new Position("T", 0, 0, "id", 0, RECORDS + 1, OptionalInt.empty()))))
                    .isInstanceOf(FilePrunedException.class);
            writer.recover();
            assertThat(writer.positions()).extracting(Position::nextOffset).containsExactly((long) RECORDS);
            take(writer, RECORDS, RECORDS + 2);
        }

        assertThat(layout.resolve("T/1970-01-01/T_1970-01-01.2.jsonl")).exists();
        assertWhole(layout, RECORDS + 2, "after the late records");
    }

    @Test
    void aWriterThatDidNothingMeanwhileNoticesAPruneByItself() {
        try (LakeWriter writer = writer(layout)) {
            writer.take(record(RECORDS));
            prune(layout);

            assertThatThrownBy(writer::force).isInstanceOf(FilePrunedException.class);
            writer.recover();
            prune(layout);
            take(writer, RECORDS, RECORDS + 1);
            take(writer, RECORDS + 1, RECORDS + 4);
        }
        assertWhole(layout, RECORDS + 4, "after the late records");
    }

    @Test
    void linesThatWereCommittedSinceTheFileWasReadKeepIt() {
        try (LakeWriter writer = writer(layout);
                LakePrune prune = open(layout)) {
            List<LakePrune.Examined> examined =
                    firstTwoDays(layout).stream().map(prune::examine).toList();
            take(writer, RECORDS, RECORDS + 1);

            LakePrune.Result result = prune.prune(examined, NOW);

            assertThat(result.takenOut())
                    .extracting(pruned -> pruned.file().path())
                    .containsExactly("T/1970-01-02/T_1970-01-02.jsonl");
        }
        assertWhole(layout, RECORDS + 1, "after the prune");
    }

    @Test
    void nothingIsDeletedWhileSomebodyReads() {
        try (LakeLease lease = LakeLease.take(layout, "backup")) {
            LakePrune.Result result = prune(layout);

            assertThat(result.takenOut()).isEmpty();
            assertThat(result.held()).singleElement().asString().startsWith("backup of process ");
        }
        assertThat(prune(layout).deleted()).hasSize(2);
    }

    @Test
    void whoBeginsToReadBetweenTheTwoLooksStillFindsEveryFile() {
        List<LakeLease> lease = new ArrayList<>();
        List<LakeFile> listed = firstTwoDays(layout);
        PrunePoint.Visitor beginToRead = point -> {
            if (point == PrunePoint.TRAILED) {
                lease.add(LakeLease.take(layout, "backup"));
            }
        };
        try (LakePrune prune = LakePrune.open(layout, new LocalDisk(), beginToRead)) {
            LakePrune.Result result = prune(layout, prune);

            assertThat(result.takenOut()).hasSize(2);
            assertThat(result.deleted()).isEmpty();
        }
        assertThat(listed)
                .allSatisfy(file -> assertThat(layout.resolve(file.path())).hasSize(file.length()));
        assertWhole(layout, RECORDS, "while the files are still there");

        lease.forEach(LakeLease::close);
        assertThat(prune(layout).deleted()).hasSize(2);
        assertThat(listed)
                .allSatisfy(file -> assertThat(layout.resolve(file.path())).doesNotExist());
    }

    @Test
    void theLeaseOfAKilledProcessCountsNoMore() throws IOException {
        LakeLease mine = LakeLease.take(layout, "backup");
        Path lease;
        try (var leases = Files.list(layout.leases())) {
            lease = leases.findFirst().orElseThrow();
        }
        Files.writeString(
                lease,
                Files.readString(lease)
                        .replaceFirst("pid=\\d+", "pid=999999999")
                        .replaceFirst("process=.*", "process=another"));

        assertThat(prune(layout).deleted()).hasSize(2);
        assertThat(lease).doesNotExist();
        mine.close();
    }

    @Test
    void twoPrunesAtOnceAreRefused() {
        try (LakePrune prune = open(layout)) {
            assertThatThrownBy(() -> open(layout)).isInstanceOf(LakeLockedException.class);
        }
    }

    @Test
    void aFolderThatIsALinkIsNotFollowed() throws IOException {
        Path outside = folder.resolve("outside");
        Files.move(layout.resolve("T"), outside);
        Files.createSymbolicLink(layout.resolve("T"), outside);

        try (LakePrune prune = open(layout)) {
            assertThat(firstTwoDays(layout)).map(prune::examine).allSatisfy(examined -> {
                assertThat(examined.obstacle())
                        .hasValueSatisfying(why -> assertThat(why).contains("T is a link"));
                assertThat(examined.offsets()).isEmpty();
            });
            assertThat(prune(layout, prune).takenOut()).isEmpty();
        }
        assertThat(outside.resolve("1970-01-01/T_1970-01-01.jsonl")).exists();
    }

    @Test
    void aFolderThatBecomesALinkAfterItWasExaminedIsNotFollowed() throws IOException {
        Path outside = folder.resolve("outside");
        PrunePoint.Visitor swap = point -> {
            if (point == PrunePoint.TAKEN_OUT) {
                try {
                    Files.move(layout.resolve("T"), outside);
                    Files.createSymbolicLink(layout.resolve("T"), outside);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        try (LakePrune prune = LakePrune.open(layout, new LocalDisk(), swap)) {
            assertThat(prune(layout, prune).deleted()).isEmpty();
        }
        assertThat(outside.resolve("1970-01-01/T_1970-01-01.jsonl")).exists();
    }

    @Test
    void aPathThatLeadsOutOfTheLakeIsRefused() throws IOException {
        Files.writeString(folder.resolve("precious"), "x");

        assertThat(LakePrune.elsewhere(layout, "../precious")).contains("is not in the lake");
        assertThat(LakePrune.elsewhere(layout, "T/../../precious")).contains("is not in the lake");
        assertThat(LakePrune.elsewhere(layout, folder.resolve("precious").toString()))
                .contains("is not in the lake");
    }

    @Test
    void aFileThatIsNotWhatTheLedgerSaysIsKept() throws IOException {
        Path damaged = layout.resolve("T/1970-01-01/T_1970-01-01.jsonl");
        String content = Files.readString(damaged);
        Files.writeString(damaged, content.replace("\"n\":4", "\"n\":5"));

        assertThat(prune(layout).takenOut())
                .extracting(pruned -> pruned.file().path())
                .containsExactly("T/1970-01-02/T_1970-01-02.jsonl");
        assertThat(damaged).exists();
    }

    @Test
    void aFileThatAnotherToolPutsAtAPrunedNameIsItsOwn() throws IOException {
        prune(layout);
        Path theirs = layout.resolve("T/1970-01-01/T_1970-01-01.jsonl");
        Files.createDirectories(theirs.getParent());
        Files.writeString(theirs, "{\"n\":1}\n", StandardOpenOption.CREATE_NEW);

        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.foreignFiles())
                    .extracting(LakeFile::path)
                    .containsExactly("T/1970-01-01/T_1970-01-01.jsonl");
        }
        prune(layout);
        assertThat(theirs).hasContent("{\"n\":1}");
    }

    @Test
    void aLedgerOfTheFormatBeforeIsBroughtToThisOne() throws SQLException {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + layout.ledger());
                Statement statement = ledger.createStatement()) {
            statement.executeUpdate("DROP TABLE pruned");
            statement.executeUpdate("DROP TABLE archive");
            statement.executeUpdate("DROP TABLE restored");
            statement.executeUpdate("DROP TABLE erasure");
            statement.executeUpdate("DROP TABLE rewriting");
            statement.executeUpdate("PRAGMA user_version = 1");
        }
        try (LakeReader reader = LakeReader.open(layout)) {
            assertThat(reader.pruned()).isEmpty();
            assertThat(reader.foreignFiles()).isEmpty();
        }

        assertThat(prune(layout).takenOut()).hasSize(2);
        assertWhole(layout, RECORDS, "after the prune");
    }

    @Test
    void offsetsComeBackAsTheyWere() throws IOException {
        Random random = new Random(Seed.get());
        for (int round = 0; round < 50; round++) {
            Map<LakeSurvey.Source, OffsetSet> offsets = new HashMap<>();
            for (int partition = 0; partition < random.nextInt(4); partition++) {
                OffsetSet set = new OffsetSet();
                long base = random.nextLong(1L << 40);
                random.ints(random.nextInt(2_000), 0, 3_000_000).forEach(offset -> set.add(base + offset));
                set.addRun(base + 1_000_000, base + 1_100_000);
                offsets.put(new LakeSurvey.Source("T", random.nextInt(3), partition), set);
            }

            Map<LakeSurvey.Source, OffsetSet> back = OffsetCode.decode("T", OffsetCode.encode(offsets));

            assertThat(back.keySet()).isEqualTo(offsets.keySet());
            offsets.forEach((source, set) -> {
                assertThat(runs(back.getOrDefault(source, new OffsetSet()))).isEqualTo(runs(set));
                assertThat(back.getOrDefault(source, new OffsetSet()).size()).isEqualTo(set.size());
            });
        }
    }

    private static List<String> runs(OffsetSet set) {
        List<String> runs = new ArrayList<>();
        set.forEachRun((from, to) -> runs.add(from + "-" + to));
        return runs;
    }
}
