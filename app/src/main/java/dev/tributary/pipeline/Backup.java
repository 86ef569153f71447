package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditTrail;
import dev.tributary.lake.Archive;
import dev.tributary.lake.DatabaseSnapshot;
import dev.tributary.lake.Erasure;
import dev.tributary.lake.ErasureFile;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.PrunedFile;
import dev.tributary.quarantine.History;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Copies ledger, lake and warehouse to a folder while everything runs, in this order:
 *
 * <ol>
 *   <li>The <b>warehouse</b>, as it is at one moment. Its load marks never pass the ledger, and the ledger only goes forward: so the marks of this copy do not pass a ledger
 *       that is copied later. The other way round they could.
 *   <li>The <b>ledger</b>, as it is at one moment. From now on it is decided what the backup holds: so many bytes of each file, and positions that fit them.
 *   <li>The <b>files</b>, which no prune deletes meanwhile: of each the committed part by the copied ledger, which never changes any more, compared with the ledger's checksum. What was
 *       committed since is behind that part. Files of other tools as far as they are now: they only grow, too.
 *   <li>The <b>archives</b> of pruned days, by the copied ledger.
 *   <li>Settings, the pseudonym key, the audit trail with its key, and the history of the quarantine: as late as can be, so that nothing resubmitted before is open in the backup and could be sent twice.
 *   <li>The <b>manifest</b> with a checksum for each file, written under another name, and forced with every file and folder.
 *   <li>Rename it. <b>This is the one act</b>: a folder without it is no backup. Killed before, a second run deletes what the first has copied.
 * </ol>
 */
public final class Backup {
    static final String LAKE = "pipeline";
    static final String WAREHOUSE = "data_warehouse.db";
    static final String SETTINGS = "tributary.yaml";
    static final String KEY = "pseudonym.key";
    static final String QUARANTINE = "quarantine.db";
    static final String AUDIT = "audit.db";
    static final String AUDIT_KEY = "audit.key";
    static final String AUDIT_ANCHOR = "audit.head";

    /**
     * What was copied.
     *
     * @param files how many files
     * @param bytes their length together
     * @param records the lake's lines by its ledger
     */
    public record Result(int files, long bytes, long records) {}

    /** Is told what is copied and how far that is. */
    @FunctionalInterface
    public interface Listener {
        /** So much of a part is copied: pages of a database, bytes of the lake. */
        void copied(String part, long done, long total);

        /** The backup has reached this place. */
        default void at(BackupPoint point) {}
    }

    private final Settings settings;
    private final Path target;
    private final Listener listener;
    private final List<BackupManifest.Entry> entries = new ArrayList<>();
    private long done;

    private Backup(Settings settings, Path target, Listener listener) {
        this.settings = settings;
        this.target = target;
        this.listener = listener;
    }

    /**
     * Takes a backup.
     *
     * @param target a folder that is empty, not there, or has a backup that was broken off, which is deleted
     * @throws PipelineException when the folder has anything else, or the lake is damaged; then there is no manifest
     */
    public static Result take(Settings settings, Path target, Instant now, Listener listener) {
        try {
            return new Backup(settings, target, listener).take(now);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot take the backup " + target + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new PipelineException("cannot take the backup " + target + ": " + e.getMessage());
        }
    }

    private Result take(Instant now) throws IOException, SQLException {
        requireNobodyToForget();
        LakeLayout lake = new LakeLayout(settings.lake());
        LakeLayout copy = new LakeLayout(target.resolve(LAKE));
        try (LakeReader reader = LakeReader.open(lake);
                LakeLease lease = lease(lake);
                BackupFolder folder = BackupFolder.claim(target)) {
            listener.at(BackupPoint.BEGUN);
            List<LakeFile> files = copy(reader, copy);
            listener.at(BackupPoint.COPIED);
            folder.write(new BackupManifest(now, entries));
            listener.at(BackupPoint.MANIFEST_WRITTEN);
            folder.publish();
            listener.at(BackupPoint.FINISHED);
            return new Result(
                    entries.size(),
                    entries.stream().mapToLong(BackupManifest.Entry::bytes).sum(),
                    files.stream().mapToLong(LakeFile::records).sum());
        }
    }

    /** Before anything is made: what is taken now would keep what is erased next, and nobody would know. */
    private void requireNobodyToForget() {
        if (!UnfinishedErasures.in(settings).isEmpty()) {
            throw new PipelineException(
                    "a person is being forgotten, and a backup would keep what is not erased yet",
                    "tributary privacy forget --resume, then take the backup again");
        }
    }

    /** A folder without a lake is left without one. */
    private static LakeLease lease(LakeLayout lake) {
        if (!Files.exists(lake.ledger())) {
            throw new PipelineException("there is no lake in " + lake.root() + " to take a backup of");
        }
        return LakeLease.take(lake, "backup");
    }

    /** Copies everything; which files of the lake that were, without those of other tools. */
    private List<LakeFile> copy(LakeReader reader, LakeLayout copy) throws IOException, SQLException {
        LakeLayout lake = reader.layout();
        Files.createDirectories(copy.state());
        List<LoadMark> marks = warehouse();
        listener.at(BackupPoint.WAREHOUSE);
        snapshot("ledger", lake.ledger(), copy.ledger());
        listener.at(BackupPoint.LEDGER);
        List<LakeFile> files = committed(copy);
        requireNotAhead(marks, files, pruned(copy));
        List<LakeFile> foreign = reader.foreignFiles();
        long total = Stream.concat(files.stream(), foreign.stream())
                .mapToLong(LakeFile::length)
                .sum();
        for (LakeFile file : files) {
            copyOurs(lake, copy, file, total);
            listener.at(BackupPoint.LAKE_FILE);
        }
        for (LakeFile file : foreign) {
            add(LAKE + "/" + file.path(), file.length(), copy(lake, copy, file, total));
        }
        archives(lake, copy);
        optional(lake.pruneTrail(), LAKE + "/" + copy.root().relativize(copy.pruneTrail()));
        optional(settings.directory().resolve(SETTINGS), SETTINGS);
        optional(settings.pseudonymKey(), KEY);
        quarantine();
        audit();
        erasures();
        return files;
    }

    private List<LoadMark> warehouse() throws IOException, SQLException {
        Path database = settings.warehouse().database();
        if (!Files.exists(database)) {
            return List.of();
        }
        Path copy = target.resolve(WAREHOUSE);
        snapshot(WAREHOUSE, database, copy);
        try (Warehouse warehouse = Warehouse.openReadOnly(copy)) {
            return warehouse.marks();
        }
    }

    private void snapshot(String part, Path source, Path copy) throws IOException, SQLException {
        DatabaseSnapshot.take(source, copy, (pages, total) -> listener.copied(part, pages, total));
        CopyFile.rights(source, copy);
        add(
                target.relativize(copy).toString().replace(copy.getFileSystem().getSeparator(), "/"),
                Files.size(copy),
                LakeLines.checksum(copy, Files.size(copy)));
    }

    private static List<LakeFile> committed(LakeLayout copy) {
        try (LakeReader reader = LakeReader.open(copy)) {
            return reader.committedFiles();
        }
    }

    private static List<PrunedFile> pruned(LakeLayout copy) {
        try (LakeReader reader = LakeReader.open(copy)) {
            return reader.pruned();
        }
    }

    private static void requireNotAhead(List<LoadMark> marks, List<LakeFile> files, List<PrunedFile> pruned) {
        Map<String, Long> lengths = new HashMap<>();
        pruned.forEach(gone -> lengths.put(gone.file().path(), gone.file().length()));
        files.forEach(file -> lengths.put(file.path(), file.length()));
        for (LoadMark mark : marks) {
            if (!mark.foreign() && mark.loadedTo() > lengths.getOrDefault(mark.path(), 0L)) {
                throw new PipelineException(
                        "the warehouse has loaded " + mark.path() + " up to byte " + mark.loadedTo()
                                + ", of which the lake has " + lengths.getOrDefault(mark.path(), 0L),
                        "tributary rebuild --warehouse, then take the backup again");
            }
        }
    }

    private void copyOurs(LakeLayout lake, LakeLayout copy, LakeFile file, long total) throws IOException {
        long checksum = copy(lake, copy, file, total);
        if (checksum != file.checksum()) {
            throw new PipelineException(
                    "lake file " + file.path() + " is damaged: its checksum is not the ledger's",
                    "tributary rebuild --file " + file.path() + ", then take the backup again");
        }
        add(LAKE + "/" + file.path(), file.length(), checksum);
    }

    private long copy(LakeLayout lake, LakeLayout copy, LakeFile file, long total) throws IOException {
        return CopyFile.of(lake.resolve(file.path()), copy.resolve(file.path()), file.length(), bytes -> {
            done += bytes;
            listener.copied("lake", done, total);
        });
    }

    /** By the copied ledger; none is deleted meanwhile. */
    private void archives(LakeLayout lake, LakeLayout copy) throws IOException {
        for (PrunedFile pruned : pruned(copy)) {
            if (pruned.archive().isPresent()) {
                Archive archive = pruned.archive().get();
                if (!Files.exists(lake.resolve(archive.path()))) {
                    throw new PipelineException(
                            "archive " + archive.path() + " is gone",
                            "put it back from an earlier backup, then take the backup again");
                }
                long checksum = CopyFile.of(
                        lake.resolve(archive.path()), copy.resolve(archive.path()), archive.bytes(), bytes -> {});
                if (checksum != archive.checksum()) {
                    throw new PipelineException(
                            "archive " + archive.path() + " is damaged: its checksum is not the ledger's",
                            "put it back from an earlier backup, then take the backup again");
                }
                add(LAKE + "/" + archive.path(), archive.bytes(), checksum);
            }
        }
    }

    private void quarantine() throws IOException, SQLException {
        Path history = History.file(settings.state());
        if (Files.exists(history)) {
            snapshot(QUARANTINE, history, target.resolve(QUARANTINE));
        }
    }

    /** The note of the last entry first: it must not be ahead of the copied trail. */
    private void audit() throws IOException, SQLException {
        Path trail = AuditTrail.file(settings.state());
        optional(AuditTrail.keyFile(settings.state()), AUDIT_KEY);
        optional(AuditTrail.anchorFile(settings.state()), AUDIT_ANCHOR);
        if (Files.exists(trail)) {
            snapshot(AUDIT, trail, target.resolve(AUDIT));
        }
    }

    /** Not in the manifest: whoever is erased later is added to it. */
    private void erasures() {
        List<Erasure> erasures = ErasureFile.read(KnownErasures.file(settings));
        if (!erasures.isEmpty()) {
            ErasureFile.add(target.resolve(ErasureFile.NAME), erasures);
        }
    }

    private void optional(Path source, String name) throws IOException {
        if (Files.exists(source)) {
            long length = Files.size(source);
            add(name, length, CopyFile.of(source, target.resolve(name), length, bytes -> {}));
        }
    }

    private void add(String path, long bytes, long checksum) {
        entries.add(new BackupManifest.Entry(path, bytes, checksum));
    }
}
