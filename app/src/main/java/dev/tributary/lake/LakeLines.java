package dev.tributary.lake;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads files line by line, as bytes, whatever the length of a line. */
public final class LakeLines {
    private static final int BUFFER_BYTES = 256 << 10;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final FileChannel file;
    private final LineHandler handler;
    private final long to;
    private long readUpTo;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;

    private LakeLines(FileChannel file, long from, long to, LineHandler handler) {
        this.file = file;
        this.readUpTo = from;
        this.to = to;
        this.handler = handler;
    }

    /**
     * Hands over the lines between two positions, in order. {@code from} must be the start of a line. Where the last line
     * has no line feed before {@code to}, it is handed over as not terminated.
     *
     * @return the position where reading ended: {@code to}, or less when the file is shorter
     * @throws IOException when the file cannot be read, or as the handler throws it
     */
    public static long read(Path file, long from, long to, LineHandler handler) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new LakeLines(channel, from, to, handler).run();
        }
    }

    /**
     * The CRC32C of a file's first bytes, to be compared with {@link LakeFile#checksum()}.
     *
     * @throws IOException when the file cannot be read, or is shorter
     */
    public static long checksum(Path file, long length) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (long rest = length; rest > 0; rest -= buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), rest));
                if (channel.read(buffer) <= 0) {
                    throw new EOFException(file + " is shorter than " + length + " bytes");
                }
                sum.update(buffer.flip());
            }
        }
        return sum.getValue();
    }

    private long run() throws IOException {
        while (fill()) {
            handOverWholeLines();
        }
        if (start < end) {
            handler.line(readUpTo - (end - start), buffer, start, end - start, false);
        }
        return readUpTo;
    }

    private void handOverWholeLines() throws IOException {
        for (int at = lineFeed(start); at < end; at = lineFeed(start)) {
            handler.line(readUpTo - (end - start), buffer, start, at - start, true);
            start = at + 1;
        }
    }

    /** Where the next line feed is; the end when there is none. Eight bytes at once. */
    private int lineFeed(int from) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long others = (long) EIGHT_BYTES.get(buffer, at) ^ ONES * '\n';
            long found = others - ONES & ~others & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private boolean fill() throws IOException {
        makeRoom();
        int wanted = (int) Math.min(buffer.length - end, to - readUpTo);
        int count = wanted <= 0 ? 0 : file.read(ByteBuffer.wrap(buffer, end, wanted), readUpTo);
        if (count <= 0) {
            return false;
        }
        end += count;
        readUpTo += count;
        return true;
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
        }
    }
}
