package dev.tributary.pipeline;

import dev.tributary.config.BackupSettings;
import dev.tributary.lake.LakeLines;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whether there is a backup that could be restored: finished, not too old, and every file of it as its manifest says. */
final class BackupCheck {
    /**
     * A backup that is whole.
     *
     * @param folder where
     * @param age how old, in words
     * @param files how many files it has
     * @param bytes how long they are together
     */
    record Found(Path folder, String age, int files, long bytes) {}

    private record Candidate(Path folder, BackupManifest manifest) {}

    private BackupCheck() {}

    /**
     * Checks the newest finished backup.
     *
     * @throws PipelineException when there is none, or it is too old or damaged
     */
    static Found newest(BackupSettings settings, Instant now) {
        Path folder = settings.folder().orElseThrow();
        try {
            Candidate newest = candidates(folder).stream()
                    .max(Comparator.comparing(candidate -> candidate.manifest().taken()))
                    .orElseThrow(() -> new PipelineException(
                            "there is no finished backup in " + folder, "tributary backup " + folder.resolve("NAME")));
            Duration age = Duration.between(newest.manifest().taken(), now);
            if (age.compareTo(settings.maxAge()) > 0) {
                throw new PipelineException(
                        "the newest backup, " + newest.folder() + ", is " + Words.duration(age) + " old",
                        "tributary backup " + folder.resolve("NAME"));
            }
            for (BackupManifest.Entry entry : newest.manifest().entries()) {
                requireWhole(newest.folder(), entry);
            }
            return new Found(
                    newest.folder(),
                    Words.duration(age),
                    newest.manifest().entries().size(),
                    newest.manifest().entries().stream()
                            .mapToLong(BackupManifest.Entry::bytes)
                            .sum());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the backups in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static List<Candidate> candidates(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            List<Path> finished = inside.filter(path -> Files.exists(path.resolve(BackupManifest.NAME)))
                    .toList();
            List<Candidate> candidates = new ArrayList<>();
            for (Path path : finished) {
                candidates.add(new Candidate(path, BackupManifest.read(path)));
            }
            return candidates;
        }
    }

    private static void requireWhole(Path backup, BackupManifest.Entry entry) throws IOException {
        Path file = backup.resolve(entry.path());
        try {
            if (Files.size(file) == entry.bytes() && LakeLines.checksum(file, entry.bytes()) == entry.checksum()) {
                return;
            }
        } catch (NoSuchFileException | EOFException e) {
            // damaged, as told below
        }
        throw new PipelineException(
                "the newest backup, " + backup + ", is damaged: " + entry.path(), "take another backup");
    }
}
