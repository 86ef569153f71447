package dev.tributary.warehouse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** A cheap checksum that notices when the loaded part of a file was replaced: of its first and its last bytes. */
final class Edges {
    private static final int BYTES = 4_096;

    private Edges() {}

    /** The checksum of the part before a position. */
    static long of(Path file, long end) throws IOException {
        CRC32C checksum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            add(checksum, channel, 0, Math.min(BYTES, end));
            add(checksum, channel, Math.max(0, end - BYTES), end);
        }
        return checksum.getValue();
    }

    private static void add(CRC32C checksum, FileChannel channel, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
            // reads on until the part is complete or the file ends
        }
        checksum.update(bytes.flip());
    }
}
