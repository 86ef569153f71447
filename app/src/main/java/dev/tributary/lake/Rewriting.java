package dev.tributary.lake;

import dev.tributary.files.DurableFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Replaces lines of a file by others of the same length, so that no other line moves. The ledger is told the new checksum before the file gets it: killed between the
 * two, {@link #settle} knows the one from the other. Needs the lake's lock, and a file that ends where the ledger says.
 */
final class Rewriting {
    private final LakeLayout layout;
    private final Ledger ledger;

    Rewriting(LakeLayout layout, Ledger ledger) {
        this.layout = layout;
        this.ledger = ledger;
    }

    /**
     * Replaces lines.
     *
     * @param lines the new ones by their position, each as long as the old one
     * @param checksum what the file will have with them
     */
    void run(LakeFile file, Map<Long, byte[]> lines, long checksum, ErasurePoint.Visitor points) throws IOException {
        Path path = layout.resolve(file.path());
        Path beside = beside(path);
        ledger.rewriting(file, checksum);
        points.at(ErasurePoint.NOTED);
        Files.deleteIfExists(beside);
        Files.copy(path, beside, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel target = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            for (Map.Entry<Long, byte[]> line : lines.entrySet()) {
                write(target, line.getValue(), line.getKey());
            }
            target.force(true);
        }
        if (LakeLines.checksum(beside, file.length()) != checksum) {
            throw new IOException(beside + " is not what was written to it");
        }
        points.at(ErasurePoint.WRITTEN);
        ledger.requireToken();
        // The one act: before it the old lines are there, after it the new ones.
        DurableFiles.replace(beside, path);
        points.at(ErasurePoint.REPLACED);
        ledger.rewritten(file.path(), checksum);
        points.at(ErasurePoint.RECORDED);
    }

    private static void write(FileChannel target, byte[] line, long at) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(line);
        while (rest.hasRemaining()) {
            target.write(rest, at + rest.position());
        }
    }

    /** Tells the ledger whether the file that was being replaced when a process died was, and deletes what lies beside it. */
    void settle() throws IOException {
        Map<String, Long> rewriting = ledger.rewriting();
        for (LakeFile file : ledger.files()) {
            Long checksum = rewriting.get(file.path());
            if (checksum != null) {
                Path path = layout.resolve(file.path());
                Files.deleteIfExists(beside(path));
                boolean replaced =
                        checksum(path, file.length()).filter(checksum::equals).isPresent();
                ledger.rewritten(file.path(), replaced ? checksum : file.checksum());
            }
        }
    }

    /** Of a file that is gone or too short there is none, which others notice. */
    private static Optional<Long> checksum(Path path, long length) throws IOException {
        try {
            return Optional.of(LakeLines.checksum(path, length));
        } catch (NoSuchFileException | EOFException e) {
            return Optional.empty();
        }
    }

    private static Path beside(Path path) {
        return path.resolveSibling("." + path.getFileName() + ".erase");
    }
}
