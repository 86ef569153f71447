package dev.tributary.lake;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A file that the writer appends to: what the ledger has of it, what is written behind that, and the lines that wait in memory.
 */
final class DayFile {
    private final String path;
    private final String topic;
    private final LocalDate date;
    private final Kind kind;
    private Tail.Committed tail;
    private Optional<Tail.Written> written = Optional.empty();
    private Optional<LineBuffer> waiting = Optional.empty();
    private long waitingRecords;

    DayFile(String path, String topic, LocalDate date, Kind kind, Tail.Committed tail) {
        this.path = path;
        this.topic = topic;
        this.date = date;
        this.kind = kind;
        this.tail = tail;
    }

    String path() {
        return path;
    }

    Kind kind() {
        return kind;
    }

    Tail.Committed tail() {
        return tail;
    }

    /** How many bytes of lines wait in memory. */
    int waitingBytes() {
        return waiting.map(LineBuffer::length).orElse(0);
    }

    /** The buffer for one more line. */
    LineBuffer nextLine(LineBuffers buffers) {
        if (waiting.isEmpty()) {
            waiting = Optional.of(buffers.take());
        }
        waitingRecords++;
        return waiting.get();
    }

    /** Writes the lines that wait, if any, behind what is written. */
    void write(Disk.OpenFile file, LineBuffers buffers) throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        LineBuffer lines = waiting.get();
        written = Optional.of(
                written.isPresent()
                        ? written.get().write(file, lines, waitingRecords)
                        : tail.write(file, lines, waitingRecords));
        forgetWaiting(buffers);
    }

    /** What is written since the last commit. */
    Tail.Written written() {
        return written.orElseThrow();
    }

    void committed(Tail.Forced forced, LineBuffers buffers) {
        tail = forced.committed();
        drop(buffers);
    }

    /** Forgets what is not committed. */
    void drop(LineBuffers buffers) {
        written = Optional.empty();
        forgetWaiting(buffers);
    }

    private void forgetWaiting(LineBuffers buffers) {
        waiting.ifPresent(buffers::giveBack);
        waiting = Optional.empty();
        waitingRecords = 0;
    }

    /** What the ledger is to know of the file with this tail. */
    LakeFile entry(Tail at) {
        return new LakeFile(path, topic, Optional.of(date), kind, false, at.length(), at.records(), at.checksum());
    }
}
