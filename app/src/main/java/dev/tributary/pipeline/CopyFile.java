package dev.tributary.pipeline;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** Copies the first bytes of a file and forces the copy; that its name and folders last is left to the caller. */
final class CopyFile {
    private static final int BUFFER_BYTES = 1 << 20;

    private CopyFile() {}

    /**
     * Copies; the copy has the times and rights of the original.
     *
     * @param progress is told of each piece
     * @return the CRC32C of what was copied
     * @throws EOFException when the file is shorter
     */
    static long of(Path source, Path target, long length, LongConsumer progress) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        CRC32C sum = new CRC32C();
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            rights(source, target);
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            for (long rest = length; rest > 0; rest -= buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), rest));
                if (from.read(buffer) <= 0) {
                    throw new EOFException(source + " has fewer than " + length + " bytes");
                }
                sum.update(buffer.flip());
                buffer.rewind();
                progress.accept(buffer.limit());
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            Files.setLastModifiedTime(target, Files.getLastModifiedTime(source));
            to.force(true);
        }
        return sum.getValue();
    }

    private static void rights(Path source, Path target) throws IOException {
        if (source.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(source));
        }
    }
}
