package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import dev.tributary.governance.AuditTrail;
import dev.tributary.lake.LakeLines;
import dev.tributary.quarantine.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings a backup up in another folder, in this order:
 *
 * <ol>
 *   <li>Read the manifest. A folder without one is no finished backup and is refused.
 *   <li>Read the settings that the new project will have: its own where there is a {@code tributary.yaml}, else the backup's. They say where the warehouse goes. A
 *       place that has a lake, a warehouse, another pseudonym key or another history of the quarantine is refused.
 *   <li>Copy every file into {@code .tributary/restore} of the new folder, the warehouse beside its place, compare the checksums, and force everything. What a killed
 *       restoring left there is deleted first; nobody else reads it.
 *   <li>Write the {@link RestoreDecision}. <b>This is the one act</b>: killed before it, nothing is restored; killed after it, every other command refuses the folder
 *       and a second run goes on here.
 *   <li>Rename settings, key, history, warehouse and lake to their places, each unless that is done.
 *   <li>Delete the decision: from now on the project is there for everybody.
 * </ol>
 */
public final class Restore {
    private static final String STAGING = "restore";
    private static final String NEW_FOLDER = "restore into a new folder: tributary restore DIR --dir NEW";
    private static final String GONE = "it is gone";
    private static final String OTHER_CHECKSUM = "its checksum is not the manifest's";

    /**
     * What was brought up.
     *
     * @param taken when the backup began
     * @param files how many files
     * @param bytes their length together
     * @param database where the warehouse is
     */
    public record Result(Instant taken, int files, long bytes, Path database) {}

    /** Is told what is copied and how far that is. */
    @FunctionalInterface
    public interface Listener {
        /** So much of the backup is copied, in bytes. */
        void copied(String part, long done, long total);

        /** The restoring has reached this place. */
        default void at(RestorePoint point) {}
    }

    private final BackupManifest manifest;
    private final Settings settings;
    private final RestoreDecision decision;
    private final Path staging;
    private final Listener listener;
    private long done;

    private Restore(
            BackupManifest manifest, Settings settings, RestoreDecision decision, Path staging, Listener listener) {
        this.manifest = manifest;
        this.settings = settings;
        this.decision = decision;
        this.staging = staging;
        this.listener = listener;
    }

    /**
     * Restores a backup.
     *
     * @param directory the folder that is to be a project
     * @param settings the settings of that folder when its file is the one given
     * @throws PipelineException when the backup is not whole, or there is something at the place already; nothing is there then that was not before
     */
    public static Result run(Path backup, Path directory, Function<Path, Settings> settings, Listener listener) {
        try {
            Path staging = staging(directory);
            Optional<RestoreDecision> decided = RestoreDecision.read(staging);
            return decided.isPresent()
                    ? goOn(backup.toAbsolutePath(), directory, settings, decided.get(), listener)
                    : begin(backup.toAbsolutePath(), directory, settings, listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restore " + backup + ": " + e.getMessage(), e);
        }
    }

    private static Result begin(Path backup, Path directory, Function<Path, Settings> reader, Listener listener)
            throws IOException {
        BackupManifest manifest = BackupManifest.read(backup);
        Path staging = staging(directory);
        Settings settings = settings(manifest, backup, directory, reader);
        RestoreDecision decision =
                new RestoreDecision(backup, settings.warehouse().database().toAbsolutePath());
        Restore restore = new Restore(manifest, settings, decision, staging, listener);
        restore.requireFree();
        restore.copyAll();
        listener.at(RestorePoint.COPIED);
        decision.write(staging);
        listener.at(RestorePoint.DECIDED);
        return restore.carryOut();
    }

    private static Result goOn(
            Path backup, Path directory, Function<Path, Settings> reader, RestoreDecision decision, Listener listener)
            throws IOException {
        if (!decision.backup().equals(backup)) {
            throw new PipelineException(
                    "the restoring of another backup into " + directory + " was broken off",
                    "bring it to its end: tributary restore " + decision.backup() + " --dir " + directory);
        }
        Path staging = staging(directory);
        BackupManifest manifest = BackupManifest.read(staging);
        Settings settings = settings(manifest, staging, directory, reader);
        return new Restore(manifest, settings, decision, staging, listener).carryOut();
    }

    /** The settings that the new project will have. */
    private static Settings settings(
            BackupManifest manifest, Path copies, Path directory, Function<Path, Settings> reader) throws IOException {
        Path own = directory.resolve(SettingsReader.FILE);
        Optional<BackupManifest.Entry> entry = manifest.find(Backup.SETTINGS);
        if (entry.isEmpty() || Files.exists(own)) {
            return reader.apply(own);
        }
        Path copy = copies.resolve(Backup.SETTINGS);
        Optional<String> problem = problem(entry.get(), copy);
        if (problem.isPresent()) {
            throw damaged(copies, entry.get(), problem.get());
        }
        return reader.apply(copy);
    }

    /** The backup whose restoring into a folder was decided and broken off; until it is run again that folder is no project. */
    public static Optional<Path> unfinished(Path directory) {
        try {
            return RestoreDecision.read(staging(directory)).map(RestoreDecision::backup);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + staging(directory) + ": " + e.getMessage(), e);
        }
    }

    private static Path staging(Path directory) {
        return Settings.state(directory).resolve(STAGING);
    }

    private void requireFree() throws IOException {
        for (Path place : List.of(settings.lake(), decision.database())) {
            if (Files.exists(place)) {
                throw new PipelineException(
                        "there is already " + place,
                        place.startsWith(settings.directory())
                                ? NEW_FOLDER
                                : "name another place for the warehouse in TRIBUTARY_WAREHOUSE_DATABASE, or in a "
                                        + SettingsReader.FILE + " of the new folder");
            }
        }
        requireSameOrNone(Backup.KEY, settings.pseudonymKey());
        requireSameOrNone(Backup.QUARANTINE, History.file(settings.state()));
        requireSameOrNone(Backup.AUDIT_KEY, AuditTrail.keyFile(settings.state()));
        requireSameOrNone(Backup.AUDIT, AuditTrail.file(settings.state()));
    }

    /** With another key the pseudonyms would be others; with another history, records would be sent twice. */
    private void requireSameOrNone(String name, Path place) throws IOException {
        Optional<BackupManifest.Entry> entry = manifest.find(name);
        if (entry.isPresent()
                && Files.exists(place)
                && problem(entry.get(), place).isPresent()) {
            throw new PipelineException("there is already " + place + ", which is not the backup's", NEW_FOLDER);
        }
    }

    private void copyAll() throws IOException {
        discard();
        OwnerOnly.createFolders(staging);
        for (BackupManifest.Entry entry : manifest.entries()) {
            Optional<String> problem = copy(entry);
            if (problem.isPresent()) {
                discard();
                throw damaged(decision.backup(), entry, problem.get());
            }
            listener.at(RestorePoint.FILE);
        }
        DurableFiles.write(staging.resolve(BackupManifest.NAME), manifest.text().getBytes(StandardCharsets.UTF_8));
        DurableFiles.forceFolders(staging);
        DurableFiles.forceName(staged(Backup.WAREHOUSE));
    }

    /** Copies a file; what is wrong with it, if anything is. */
    private Optional<String> copy(BackupManifest.Entry entry) throws IOException {
        Path source = decision.backup().resolve(entry.path());
        if (!Files.exists(source)) {
            return Optional.of(GONE);
        }
        if (Files.size(source) != entry.bytes()) {
            return Optional.of(otherLength(entry, source));
        }
        Path target = staged(entry.path());
        OwnerOnly.createFolders(DurableFiles.folderOf(target));
        long total = bytes();
        long checksum = CopyFile.of(source, target, entry.bytes(), bytes -> {
            done += bytes;
            listener.copied("backup", done, total);
        });
        return checksum == entry.checksum() ? Optional.empty() : Optional.of(OTHER_CHECKSUM);
    }

    private static Optional<String> problem(BackupManifest.Entry entry, Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.of(GONE);
        }
        if (Files.size(file) != entry.bytes()) {
            return Optional.of(otherLength(entry, file));
        }
        return LakeLines.checksum(file, entry.bytes()) == entry.checksum()
                ? Optional.empty()
                : Optional.of(OTHER_CHECKSUM);
    }

    private static String otherLength(BackupManifest.Entry entry, Path file) throws IOException {
        return "it has " + Files.size(file) + " bytes of " + entry.bytes();
    }

    private static PipelineException damaged(Path backup, BackupManifest.Entry entry, String how) {
        return new PipelineException(
                "the backup " + backup + " is damaged: " + entry.path() + ": " + how,
                "restore another backup; nothing was restored from this one");
    }

    private long bytes() {
        return manifest.entries().stream()
                .mapToLong(BackupManifest.Entry::bytes)
                .sum();
    }

    /** Where a file waits: on the file system of its place, so that it can be renamed. */
    private Path staged(String path) {
        if (path.equals(Backup.WAREHOUSE)) {
            return decision.database().resolveSibling(decision.database().getFileName() + "." + STAGING);
        }
        Path target = staging.resolve(path).normalize();
        if (!target.startsWith(staging)) {
            throw new PipelineException("the backup names a file outside of itself: " + path);
        }
        return target;
    }

    private void discard() throws IOException {
        DurableFiles.deleteAll(staging);
        Files.deleteIfExists(staged(Backup.WAREHOUSE));
    }

    /** Each step may have been done before. */
    private Result carryOut() throws IOException {
        Path own = settings.directory().resolve(SettingsReader.FILE);
        if (!Files.exists(own)) {
            put(Backup.SETTINGS, own);
        }
        put(Backup.KEY, settings.pseudonymKey());
        put(Backup.QUARANTINE, History.file(settings.state()));
        put(Backup.AUDIT_KEY, AuditTrail.keyFile(settings.state()));
        put(Backup.AUDIT, AuditTrail.file(settings.state()));
        put(Backup.AUDIT_ANCHOR, AuditTrail.anchorFile(settings.state()));
        listener.at(RestorePoint.SETTINGS);
        put(Backup.WAREHOUSE, decision.database());
        listener.at(RestorePoint.WAREHOUSE);
        put(Backup.LAKE, settings.lake());
        listener.at(RestorePoint.LAKE);
        RestoreDecision.carriedOut(staging);
        listener.at(RestorePoint.FINISHED);
        DurableFiles.deleteAll(staging);
        return new Result(manifest.taken(), manifest.entries().size(), bytes(), decision.database());
    }

    private void put(String name, Path place) throws IOException {
        Path staged = staged(name);
        if (Files.exists(staged)) {
            DurableFiles.createFolderOf(place);
            DurableFiles.replace(staged, place);
        }
    }
}
