package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.lake.ArchivePoint;
import dev.tributary.lake.Archiver;
import dev.tributary.lake.Arrival;
import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakePrune;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.LineChange;
import dev.tributary.lake.LineHandler;
import dev.tributary.lake.LocalDisk;
import dev.tributary.lake.Position;
import dev.tributary.lake.PrunePoint;
import dev.tributary.lake.PrunedFile;
import dev.tributary.testing.LakeContents;
import dev.tributary.testing.PowerCut;
import dev.tributary.warehouse.LakeQuery;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.QueryResult;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlValue;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives days of a lake that the real writer made, brings them back, and asks the same questions before, between and after. */
class ArchiveTest {
    private static final long FIRST_DAY = Instant.parse("2026-03-28T00:00:00Z").toEpochMilli();
    private static final long DAY = 86_400_000L;
    private static final int RECORDS = 90;

    /** When the first two of the three days have expired. */
    private static final Instant LATER = Instant.parse("2026-04-06T00:00:00Z");

    private static final LocalDate ARCHIVED = LocalDate.parse("2026-03-28");
    private static final String FILE = "Orders/2026-03-28/Orders_2026-03-28.jsonl";
    private static final String ALL =
            "SELECT * FROM Orders ORDER BY CAST(_kafka->>'partition' AS INT), CAST(_kafka->>'offset' AS INT)";

    @TempDir
    Path folder;

    private Settings settings;
    private LakeLayout layout;
    private QueryResult before;

    @BeforeEach
    void fill() throws IOException {
        settings("retention: 7d");
        layout = new LakeLayout(settings.lake());
        try (LakeWriter writer = writer()) {
            for (String topic : List.of("Orders", "Secret")) {
                for (int n = 0; n < RECORDS; n++) {
                    writer.take(record(topic, n));
                }
                writer.force().commit(positions(topic, RECORDS / 2));
            }
        }
        load();
        before = ask(ALL);
        assertThat(before.rows()).hasSize(RECORDS);
    }

    private void settings(String ofTheConfidentialFeed) throws IOException {
        Files.writeString(folder.resolve("tributary.yaml"), """
                retention: {archive: parquet, max-share: 1}
                feeds:
                - {topic: Orders}
                - {topic: Secret, confidential: true, %s}
                """.formatted(ofTheConfidentialFeed));
        settings = SettingsReader.read(folder, Map.of(), List.of());
    }

    private LakeWriter writer() {
        return LakeWriter.open(layout, settings.feeds(), 8, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    private static List<Position> positions(String topic, long next) {
        return List.of(
                new Position(topic, 0, 0, "id", 0, next, OptionalInt.empty()),
                new Position(topic, 1, 0, "id", 0, next, OptionalInt.empty()));
    }

    /** Three days in turn; what a member holds differs from day to day. */
    private static Arrival record(String topic, int n) {
        String drift = List.of("1", "1.5", "\"x\"").get(n % 3);
        String more = n % 3 == 2 ? "" : ",\"only early\":{\"deep\":[" + n + "]}";
        String value = n % 7 == 0
                ? "{}"
                : "{ \"n\":\t" + n + ",\"who\":\"user-" + n % 10 + " \ud83d\ude00 \u00e9\",\"day\":\"2026-01-0"
                        + (1 + n % 9) + "\",\"drift\":" + drift + more + ",\"none\":null}";
        return new Arrival(
                topic,
                n % 2,
                0,
                n / 2,
                FIRST_DAY + n % 3 * DAY,
                Optional.of(("k" + n).getBytes(UTF_8)),
                n % 11 == 0 ? Optional.empty() : Optional.of(CheckedValue.of(value.getBytes(UTF_8))),
                List.of());
    }

    private void load() {
        try (Warehouse warehouse = Warehouse.open(settings.warehouse());
                LakeReader lake = LakeReader.open(layout)) {
            new LoadLake(warehouse, lake, settings.feeds(), InstantSource.system()).load();
        }
    }

    private long warehouseRows() {
        try (Warehouse warehouse = Warehouse.openReadOnly(settings.warehouse().database())) {
            return warehouse.tables().stream()
                    .filter(table -> table.name().equals("Orders"))
                    .mapToLong(table -> table.rows())
                    .sum();
        }
    }

    private QueryResult ask(String sql) {
        try (LakeReader lake = LakeReader.open(layout);
                LakeQuery query = LakeQuery.on(lake)) {
            return query.run(sql, 10_000, Duration.ofMinutes(1));
        }
    }

    private PruneReport prune() {
        return prune(PrunePoint.Visitor.NONE);
    }

    private PruneReport prune(PrunePoint.Visitor points) {
        return new PruneExpiredDays(settings, new LocalDisk(), points).run(LATER, 1);
    }

    private ArchivedDays days() {
        return new ArchivedDays(settings);
    }

    private void restore(ArchivedDays days) {
        days.restore(days.of("orders", ARCHIVED), LATER.plus(Duration.ofDays(7)));
    }

    /** Every line is there once, wherever it is, and nothing lies about that is nobody's business. */
    private void assertEveryLineOnce(String when) {
        QueryResult now = ask(ALL);
        assertThat(now.rows()).as(when).isEqualTo(before.rows());
        assertThat(now.columns()).as(when).isEqualTo(before.columns());
        LakeContents.of(layout);
        try (LakeReader lake = LakeReader.open(layout)) {
            assertThat(lake.foreignFiles()).as(when).isEmpty();
        }
        assertThat(days().problems(pruned -> {})).as(when).isEmpty();
    }

    /** What is below the folder of archives, relative to the lake. */
    private List<String> archivesOnDisk() throws IOException {
        if (!Files.exists(layout.resolve("_archive"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(layout.resolve("_archive"))) {
            return all.filter(Files::isRegularFile)
                    .map(path -> layout.root().relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private void assertNothingLeftOver() throws IOException {
        assertThat(archivesOnDisk())
                .isEqualTo(days().all().stream()
                        .map(pruned -> pruned.archive().orElseThrow().path())
                        .toList());
    }

    @Test
    void archivedDaysAreAskedAsIfTheyWereStillInTheLake() throws IOException {
        PruneReport report = prune();

        assertThat(report.failures()).isEmpty();
        assertThat(report.archived()).isEqualTo(2);
        assertThat(layout.resolve(FILE)).doesNotExist();
        assertThat(layout.resolve("_archive/Orders/2026-03-28/Orders_2026-03-28.parquet"))
                .exists();
        assertEveryLineOnce("archived");
        assertNothingLeftOver();
        assertThat(ask("SELECT sum(n) FROM orders WHERE \"only early\" IS NOT NULL")
                        .rows())
                .hasSize(1)
                .isNotEqualTo(List.of(List.of(new SqlValue.Null())));
        assertThat(report.audited()).anySatisfy(file -> assertThat(file).containsKey("archive"));
    }

    @Test
    void whatIsConfidentialIsDeletedAndNeverArchived() throws IOException {
        PruneReport report = prune();

        assertThat(report.deleted()).isEqualTo(2);
        assertThat(archivesOnDisk()).hasSize(2).noneMatch(path -> path.contains("Secret"));
        assertThat(ask("SELECT count(*) FROM Secret").rows())
                .isEqualTo(List.of(List.of(new SqlValue.Whole(RECORDS / 3))));
    }

    @ParameterizedTest
    @EnumSource(PrunePoint.class)
    void killedAnywhereInAPruneEveryLineIsThereOnce(PrunePoint point) throws IOException {
        settings("retention: never");
        assertThatThrownBy(() -> prune(reached -> {
                    if (reached == point) {
                        throw new PowerCut(point.name());
                    }
                }))
                .isInstanceOf(PowerCut.class);
        assertEveryLineOnce("killed at " + point);
        try (LakeWriter writer = writer()) {
            assertThat(writer.positions()).hasSize(4);
        }
        assertEveryLineOnce("killed at " + point + " and opened again");

        prune();
        assertThat(days().all()).hasSize(2);
        assertEveryLineOnce("after the next prune");
        assertNothingLeftOver();
        assertThat(layout.resolve(FILE)).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(
            value = ArchivePoint.class,
            names = {"PLACE_CLAIMED", "LINES_WRITTEN", "RESTORED", "SWEPT"})
    void killedAnywhereOnItsWayBackEveryLineIsThereOnce(ArchivePoint point) throws IOException {
        prune();
        assertThatThrownBy(() -> restore(new ArchivedDays(settings, cutAt(point))))
                .isInstanceOf(PowerCut.class);
        assertEveryLineOnce("killed at " + point);

        prune();
        assertEveryLineOnce("after a prune");
        assertNothingLeftOver();
        boolean back = point == ArchivePoint.RESTORED || point == ArchivePoint.SWEPT;
        assertThat(Files.exists(layout.resolve(FILE))).isEqualTo(back);
        if (!back) {
            restore(days());
            assertEveryLineOnce("restored at last");
            assertThat(layout.resolve(FILE)).exists();
        }
    }

    private static ArchivePoint.Visitor cutAt(ArchivePoint point) {
        return reached -> {
            if (reached == point) {
                throw new PowerCut(point.name());
            }
        };
    }

    @Test
    void aDayComesBackByteForByteAndIsNeitherLoadedNorPrunedAgain() throws IOException {
        byte[] lines = Files.readAllBytes(layout.resolve(FILE));
        long rows = warehouseRows();
        prune();

        restore(days());

        assertThat(layout.resolve(FILE)).hasBinaryContent(lines);
        assertEveryLineOnce("restored");
        assertNothingLeftOver();
        load();
        assertThat(warehouseRows()).isEqualTo(rows);
        assertThat(prune().files())
                .filteredOn(file -> file.file().path().equals(FILE))
                .extracting(ExpiredFile::state)
                .containsExactly("restored until 2026-04-13T00:00:00Z");
        PruneReport later = new PruneExpiredDays(settings).run(LATER.plus(Duration.ofDays(7)), 1);
        assertThat(later.result().takenOut())
                .extracting(pruned -> pruned.file().path())
                .contains(FILE);
        assertEveryLineOnce("archived again");
        assertNothingLeftOver();
    }

    @Test
    void aRecordThatComesLateForAnArchivedDayIsArchivedBesideIt() throws IOException {
        prune();
        try (LakeWriter writer = writer()) {
            writer.take(new Arrival(
                    "Orders",
                    0,
                    0,
                    RECORDS / 2,
                    FIRST_DAY,
                    Optional.empty(),
                    Optional.of(CheckedValue.of("{\"n\":1}".getBytes(UTF_8))),
                    List.of()));
            writer.force().commit(positions("Orders", RECORDS / 2 + 1));
        }
        load();
        prune();

        assertThat(days().of("Orders", ARCHIVED)).hasSize(2);
        assertThat(ask("SELECT count(*) FROM Orders").rows())
                .isEqualTo(List.of(List.of(new SqlValue.Whole(RECORDS + 1))));
        restore(days());
        assertThat(ask("SELECT count(*) FROM Orders").rows())
                .isEqualTo(List.of(List.of(new SqlValue.Whole(RECORDS + 1))));
        assertThat(layout.resolve("Orders/2026-03-28/Orders_2026-03-28.2.jsonl"))
                .exists();
    }

    @Test
    void aFlippedByteIsFoundAndNothingIsRestoredFromIt() throws IOException {
        prune();
        PrunedFile pruned = days().of("Orders", ARCHIVED).get(0);
        Path archive = layout.resolve(pruned.archive().orElseThrow().path());
        byte[] whole = Files.readAllBytes(archive);
        for (int at = 0; at < whole.length; at += 97) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(archive, flipped);
            assertThat(days().problems(looked -> {})).as("byte " + at).containsOnlyKeys(pruned);
        }
        Files.write(archive, new byte[whole.length]);
        assertThatThrownBy(() -> restore(days()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("stays archived");
        assertThatThrownBy(() -> Backup.take(settings, folder.resolve("backup"), LATER, (part, done, total) -> {}))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("is damaged");
        Files.delete(archive);
        assertThat(days().missing()).hasSize(1);
        assertThat(days().problems(looked -> {})).containsValue("is gone");
        assertThatThrownBy(() -> restore(days()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("is gone (it stays archived)");

        Files.write(archive, whole);
        assertEveryLineOnce("as it was");
        restore(days());
        assertEveryLineOnce("restored");
    }

    @Test
    void aFileThatAnotherToolPutAtThePlaceKeepsTheDayFromComingBack() throws IOException {
        prune();
        Files.createDirectories(layout.resolve(FILE).getParent());
        Files.writeString(layout.resolve(FILE), "{\"theirs\":1}\n");

        assertThatThrownBy(() -> restore(days()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("another tool");

        assertThat(layout.resolve(FILE)).hasContent("{\"theirs\":1}");
    }

    @Test
    void aQueryKeepsTheArchiveThatItReads() throws IOException {
        prune();
        List<QueryResult> meanwhile = new ArrayList<>();
        try (LakeReader lake = LakeReader.open(layout);
                LakeQuery query = LakeQuery.on(lake)) {
            query.run("SELECT n FROM Orders", 10_000, Duration.ofMinutes(1), new QueryRows() {
                @Override
                public void columns(List<String> names) {
                    restore(days());
                    meanwhile.add(ask(ALL));
                }

                @Override
                public void row(List<SqlValue> values) {}
            });
        }
        assertThat(meanwhile).extracting(QueryResult::rows).containsExactly(before.rows());
        assertThat(archivesOnDisk()).as("still there for the query").hasSize(2);
        prune();
        assertThat(archivesOnDisk()).hasSize(1);
        assertEveryLineOnce("after the query");
    }

    @Test
    void aLedgerMadeAnewKnowsTheArchivesAndWhatCameBack() throws IOException {
        prune();
        restore(days());
        rebuild();
        assertEveryLineOnce("made from the old one");
        assertThat(prune().result().takenOut())
                .as("the day that came back is still held")
                .isEmpty();

        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(layout.ledger().resolveSibling("ledger.db" + suffix));
        }
        rebuild();
        assertEveryLineOnce("made from lines and trail");
        assertThat(days().all()).hasSize(1);
        assertThat(prune().archived())
                .as("without the old ledger nobody knows that it was held")
                .isEqualTo(1);
        assertEveryLineOnce("archived again");
        assertNothingLeftOver();
    }

    private void rebuild() {
        RebuildLedger.run(
                layout, settings.feeds(), Optional.empty(), Erasures.NONE, LATER, new LedgerRebuild.Listener() {});
    }

    /** As long as it was: what is between the marks becomes crosses. */
    private static final LineChange FORGET = line -> {
        String text = new String(line, UTF_8);
        return text.replace("user-4", "xxxx-x").getBytes(UTF_8);
    };

    @Test
    void linesInArchivesAreChangedAndEverythingStillAddsUp() throws IOException {
        prune();
        Map<String, Long> changed = days().change(FORGET, LATER);

        assertThat(changed)
                .containsOnlyKeys(
                        "Orders/2026-03-28/Orders_2026-03-28.jsonl", "Orders/2026-03-29/Orders_2026-03-29.jsonl");
        assertThat(days().problems(pruned -> {})).isEmpty();
        assertNothingLeftOver();
        assertThat(ask("SELECT count(*) FROM Orders WHERE who LIKE 'xxxx-x%'").rows())
                .isEqualTo(List.of(List.of(new SqlValue.Whole(
                        changed.values().stream().mapToLong(Long::longValue).sum()))));
        assertThat(days().change(FORGET, LATER)).as("again").isEmpty();
        restore(days());
        assertThat(Files.readString(layout.resolve(FILE))).contains("xxxx-x").doesNotContain("user-4");
        LakeContents.of(layout);
        assertThatThrownBy(() -> days().change(line -> new byte[1], LATER))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("must not become one of 1");
        assertNothingLeftOverAfterAPrune();
    }

    private void assertNothingLeftOverAfterAPrune() throws IOException {
        prune();
        assertNothingLeftOver();
    }

    @ParameterizedTest
    @EnumSource(
            value = ArchivePoint.class,
            names = {"CHANGE_CLAIMED", "CHANGED_ASIDE", "CHANGED", "SWEPT"})
    void killedAnywhereInAChangeThereIsTheOldOrTheNewOne(ArchivePoint point) throws IOException {
        prune();
        assertThatThrownBy(() -> new ArchivedDays(settings, cutAt(point)).change(FORGET, LATER))
                .isInstanceOf(PowerCut.class);
        assertThat(days().problems(pruned -> {})).isEmpty();
        assertThat(ask("SELECT count(*) FROM Orders").rows()).isEqualTo(List.of(List.of(new SqlValue.Whole(RECORDS))));
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(layout.ledger().resolveSibling("ledger.db" + suffix));
        }
        rebuild();
        assertThat(days().problems(pruned -> {})).as("by the trail").isEmpty();

        days().change(FORGET, LATER);
        assertThat(ask("SELECT count(*) FROM Orders WHERE who LIKE 'user-4%' AND _kafka->>'timestamp' < '"
                                + (FIRST_DAY + 2 * DAY) + "'")
                        .rows())
                .isEqualTo(List.of(List.of(new SqlValue.Whole(0))));
        assertNothingLeftOverAfterAPrune();
    }

    @Test
    void aBackupCarriesTheArchivesAlong() {
        prune();
        Path target = folder.resolve("backup");
        Backup.take(settings, target, LATER, (part, done, total) -> {});
        Path elsewhere = folder.resolve("elsewhere");
        Settings other = settings;
        Restore.run(
                target,
                elsewhere,
                file -> SettingsReader.read(elsewhere, file, Map.of(), List.of()),
                Map.of(),
                (part, done, total) -> {});

        settings = SettingsReader.read(elsewhere, Map.of(), List.of());
        layout = new LakeLayout(settings.lake());
        assertEveryLineOnce("in the restored project");
        assertThat(days().all()).hasSize(2);
        assertThat(other.lake()).isNotEqualTo(settings.lake());
    }

    @Test
    void aWarehouseThatWasLostGetsTheRowsOfADayThatCameBack() throws IOException {
        long rows = warehouseRows();
        prune();
        Files.delete(settings.warehouse().database());
        load();
        assertThat(warehouseRows()).isLessThan(rows);

        for (PrunedFile pruned : days().all()) {
            days().restore(List.of(pruned), LATER.plusSeconds(1));
        }
        load();
        assertThat(warehouseRows()).isEqualTo(rows);
    }

    /** As by a packing that goes wrong without saying so. */
    @Test
    void aFileWhoseArchiveIsNotItsLinesStays() throws IOException {
        Archiver wrong = new Archiver() {
            private final Archiver right = new ParquetArchiver();

            @Override
            public String suffix() {
                return right.suffix();
            }

            @Override
            public void write(Path lines, long length, Path place) throws IOException {
                Path changed = folder.resolve("changed.jsonl");
                Files.writeString(changed, Files.readString(lines).replace("user-4", "user-5"));
                right.write(changed, length, place);
            }

            @Override
            public void read(Path archive, LineHandler handler) throws IOException {
                right.read(archive, handler);
            }
        };
        try (LakeReader lake = LakeReader.open(layout);
                LakePrune prune = LakePrune.open(layout, new LocalDisk(), PrunePoint.Visitor.NONE)) {
            LakeFile file = lake.committedFiles().stream()
                    .filter(known -> known.path().equals(FILE))
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> prune.archive(prune.examine(file), wrong, LATER))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("has not the lines of " + FILE)
                    .hasMessageContaining("another checksum");
        }
        assertThat(days().all()).isEmpty();
        assertEveryLineOnce("in the lake as before");
        prune();
        assertNothingLeftOver();
    }

    @Test
    void aFileThatCannotBeArchivedStaysAndTheOthersGo() throws IOException {
        Path taken = layout.resolve("_archive/Orders/2026-03-28");
        Files.createDirectories(taken.getParent());
        Files.writeString(taken, "a file where the folder should be");

        PruneReport report = prune();

        assertThat(report.failures()).singleElement().asString().contains("2026-03-28");
        assertThat(report.files())
                .filteredOn(file -> file.file().path().equals(FILE))
                .extracting(ExpiredFile::state)
                .containsExactly("cannot be archived");
        assertThat(report.result().takenOut())
                .extracting(PrunedFile::file)
                .extracting(LakeFile::path)
                .hasSize(3);
        assertEveryLineOnce("with one day in the lake");
    }
}
