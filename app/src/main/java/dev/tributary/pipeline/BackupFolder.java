package dev.tributary.pipeline;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of a backup while it is taken. The file that will be its manifest is there from the first moment, under another name, and is held locked: so a
 * backup that was broken off is known as one, and two are not taken into one folder.
 */
final class BackupFolder implements AutoCloseable {
    private static final String PART = BackupManifest.NAME + ".part";

    private final Path folder;
    private final FileChannel part;

    private BackupFolder(Path folder, FileChannel part) {
        this.folder = folder;
        this.part = part;
    }

    /**
     * Makes the folder, or empties one in which a backup was broken off.
     *
     * @throws PipelineException when something else is in it, or another process takes a backup into it
     */
    static BackupFolder claim(Path folder) throws IOException {
        boolean brokenOff = Files.exists(folder.resolve(PART));
        if (!brokenOff) {
            makeEmpty(folder);
        }
        FileChannel part = FileChannel.open(folder.resolve(PART), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<BackupFolder> claimed = Optional.empty();
        try {
            if (!locks(part)) {
                throw new PipelineException(
                        "another process takes a backup into " + folder,
                        "wait until it has ended, or name another folder");
            }
            clear(folder);
            DurableFiles.forceFolder(folder);
            claimed = Optional.of(new BackupFolder(folder, part));
            return claimed.get();
        } finally {
            if (claimed.isEmpty()) {
                part.close();
            }
        }
    }

    private static void makeEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                if (inside.findAny().isPresent()) {
                    throw notEmpty(folder);
                }
            }
            return;
        }
        DurableFiles.createFolders(folder, OwnerOnly.folder(folder));
    }

    private static boolean locks(FileChannel part) throws IOException {
        try {
            return part.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Deletes what a backup consists of, unless there is anything else. */
    private static void clear(Path folder) throws IOException {
        List<Path> left;
        try (Stream<Path> inside = Files.list(folder)) {
            left = inside.filter(path -> !path.endsWith(PART)).toList();
        }
        Set<String> ours = parts();
        if (!left.stream().allMatch(path -> ours.contains(String.valueOf(path.getFileName())))) {
            throw notEmpty(folder);
        }
        for (Path path : left) {
            DurableFiles.deleteAll(path);
        }
    }

    private static Set<String> parts() {
        Set<String> parts =
                new HashSet<>(Set.of(Backup.LAKE, Backup.SETTINGS, Backup.KEY, Backup.AUDIT_KEY, Backup.AUDIT_ANCHOR));
        for (String database : List.of(Backup.WAREHOUSE, Backup.QUARANTINE, Backup.AUDIT)) {
            parts.add(database);
            parts.add(database + "-journal");
            parts.add(database + "-wal");
            parts.add(database + "-shm");
        }
        return parts;
    }

    private static PipelineException notEmpty(Path folder) {
        return new PipelineException("the folder " + folder + " is not empty", "name one that is not there yet");
    }

    /** Writes the manifest and forces everything; without its name the folder is still no backup. */
    void write(BackupManifest manifest) throws IOException {
        ByteBuffer text = ByteBuffer.wrap(manifest.text().getBytes(StandardCharsets.UTF_8));
        part.truncate(0);
        while (text.hasRemaining()) {
            part.write(text);
        }
        part.force(true);
        DurableFiles.forceFolders(folder);
    }

    /** Gives the manifest its name: the one act, before which this is no backup. */
    void publish() throws IOException {
        DurableFiles.replace(folder.resolve(PART), folder.resolve(BackupManifest.NAME));
    }

    @Override
    public void close() throws IOException {
        part.close();
    }
}
