package dev.tributary.lake;

import java.io.IOException;

/** Writes lines behind each other into a file that is empty, a MiB at a time. */
final class LineOutput implements LineHandler {
    private static final int WRITE_BYTES = 1 << 20;

    private final Disk.OpenFile file;
    private byte[] waiting = new byte[WRITE_BYTES];
    private int count;
    private long written;

    LineOutput(Disk.OpenFile file) {
        this.file = file;
    }

    @Override
    public void line(long position, byte[] buffer, int offset, int length, boolean terminated) throws IOException {
        if (count + length + 1 > waiting.length) {
            flush();
            waiting = waiting.length < length + 1 ? new byte[length + 1] : waiting;
        }
        System.arraycopy(buffer, offset, waiting, count, length);
        waiting[count + length] = '\n';
        count += length + 1;
    }

    /** Writes what waits. Nothing is forced. */
    void flush() throws IOException {
        file.write(waiting, 0, count, written);
        written += count;
        count = 0;
    }
}
