package dev.tributary.generator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Writes records as lines. A slow flow reaches its reader line by line, a fast one in large pieces. */
final class LineSink implements RecordSink {
    private static final int PIECE = 256 * 1024;
    private static final long LONGEST_HELD_BACK = TimeUnit.MILLISECONDS.toNanos(200);
    private static final byte[] TOMBSTONE = "null".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final OutputStream out;
    private final boolean ours;
    private long flushed = System.nanoTime();
    private final AtomicLong written = new AtomicLong();

    LineSink(String name, OutputStream out, boolean ours) {
        this.name = name;
        this.out = new BufferedOutputStream(out, PIECE);
        this.ours = ours;
    }

    @Override
    public void send(SourceRecord item) {
        try {
            out.write(item.value().orElse(TOMBSTONE));
            out.write('\n');
        } catch (IOException e) {
            throw failed(e);
        }
        written.incrementAndGet();
        if (System.nanoTime() - flushed > LONGEST_HELD_BACK) {
            flush();
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
            flushed = System.nanoTime();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public long delivered() {
        return written.get();
    }

    @Override
    public void close() {
        flush();
        if (!ours) {
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private GeneratorException failed(IOException cause) {
        return new GeneratorException("cannot write to " + name + ": " + cause.getMessage(), null, cause);
    }
}
