package dev.tributary.lake;

import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps buffers for the next batch, up to a total, so that a steady flow makes no garbage and a burst is not kept for ever. */
final class LineBuffers {
    private static final long MAX_KEPT_BYTES = 16 << 20;

    private final Deque<LineBuffer> kept = new ArrayDeque<>();
    private long keptBytes;

    LineBuffer take() {
        if (kept.isEmpty()) {
            return new LineBuffer();
        }
        LineBuffer buffer = kept.pop();
        keptBytes -= buffer.capacity();
        return buffer;
    }

    void giveBack(LineBuffer buffer) {
        if (keptBytes + buffer.capacity() <= MAX_KEPT_BYTES) {
            buffer.clear();
            kept.push(buffer);
            keptBytes += buffer.capacity();
        }
    }
}
