package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.AuditTrail;
import dev.tributary.quarantine.History;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Brings a backup up in another folder, in this order:
 *
 * <ol>
 *   <li>Read the manifest. A folder without one is no finished backup and is refused, as is a place that has a lake or a warehouse already.
 *   <li>Copy every file into {@code .tributary/restore} of the new folder and compare its checksum. What a killed restoring left there is deleted first; nobody else reads it.
 *   <li>Rename settings, pseudonym key and the history of the quarantine to their places.
 *   <li>Rename the lake, ledger and all: <b>the one act</b> from which on the project is there. It is whole without its warehouse, which a load makes again.
 *   <li>Rename the warehouse.
 * </ol>
 */
public final class Restore {
    private static final String STAGING = "restore";

    /**
     * What was brought up.
     *
     * @param taken when the backup began
     * @param files how many files
     * @param bytes their length together
     */
    public record Result(Instant taken, int files, long bytes) {}

    private final Path backup;
    private final Settings settings;
    private final Path staging;
    private final Backup.Listener listener;

    private Restore(Path backup, Settings settings, Backup.Listener listener) {
        this.backup = backup;
        this.settings = settings;
        this.staging = settings.state().resolve(STAGING);
        this.listener = listener;
    }

    /**
     * Restores a backup.
     *
     * @param settings of the folder that is to be
     * @throws PipelineException when the backup is not whole, or there is something at the place already; nothing is there then that was not before
     */
    public static Result run(Path backup, Settings settings, Backup.Listener listener) {
        try {
            return new Restore(backup, settings, listener).run();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot restore " + backup + ": " + e.getMessage(), e);
        }
    }

    private Result run() throws IOException {
        BackupManifest manifest = BackupManifest.read(backup);
        for (Path place : List.of(settings.lake(), settings.warehouse().database())) {
            if (Files.exists(place)) {
                throw new PipelineException(
                        "there is already " + place, "restore into a new folder: tributary restore DIR --dir NEW");
            }
        }
        delete(staging);
        long total = manifest.entries().stream()
                .mapToLong(BackupManifest.Entry::bytes)
                .sum();
        copyAll(manifest, total);
        put(Backup.SETTINGS, settings.directory().resolve(Backup.SETTINGS));
        put(Backup.KEY, settings.pseudonymKey());
        put(Backup.QUARANTINE, History.file(settings.state()));
        put(Backup.AUDIT_KEY, AuditTrail.keyFile(settings.state()));
        put(Backup.AUDIT, AuditTrail.file(settings.state()));
        put(Backup.AUDIT_ANCHOR, AuditTrail.anchorFile(settings.state()));
        put(Backup.LAKE, settings.lake()); // the one act
        put(Backup.WAREHOUSE, settings.warehouse().database());
        delete(staging);
        return new Result(manifest.taken(), manifest.entries().size(), total);
    }

    private void copyAll(BackupManifest manifest, long total) throws IOException {
        long[] done = {0};
        for (BackupManifest.Entry entry : manifest.entries()) {
            Path target = staging.resolve(entry.path()).normalize();
            if (!target.startsWith(staging)) {
                throw new PipelineException("the backup names a file outside of itself: " + entry.path());
            }
            long checksum = copy(entry, target, bytes -> {
                done[0] += bytes;
                listener.copied("backup", done[0], total);
            });
            if (checksum != entry.checksum()) {
                throw damaged(entry, "its checksum is not the manifest's");
            }
        }
    }

    private long copy(BackupManifest.Entry entry, Path target, LongConsumer progress) throws IOException {
        Path source = backup.resolve(entry.path());
        try {
            if (Files.size(source) != entry.bytes()) {
                throw damaged(entry, "it has " + Files.size(source) + " bytes of " + entry.bytes());
            }
            return CopyFile.of(source, target, entry.bytes(), progress);
        } catch (NoSuchFileException e) {
            throw damaged(entry, "it is gone");
        }
    }

    private PipelineException damaged(BackupManifest.Entry entry, String how) throws IOException {
        delete(staging);
        return new PipelineException(
                "the backup " + backup + " is damaged: " + entry.path() + ": " + how,
                "restore another backup; nothing was restored from this one");
    }

    private void put(String name, Path place) throws IOException {
        Path staged = staging.resolve(name);
        if (Files.exists(staged) && !Files.exists(place)) {
            CopyFile.rename(staged, place);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
