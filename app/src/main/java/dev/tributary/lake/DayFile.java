package dev.tributary.lake;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A file that the writer appends to: what the ledger has of it and the lines that wait for the next commit.
 */
final class DayFile {
    private final String path;
    private final String topic;
    private final LocalDate date;
    private final Kind kind;
    private Tail.Committed tail;
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

    boolean idle() {
        return waiting.isEmpty();
    }

    long waitingRecords() {
        return waitingRecords;
    }

    /** The buffer for one more line. */
    LineBuffer nextLine(LineBuffers buffers) {
        if (waiting.isEmpty()) {
            waiting = Optional.of(buffers.take());
        }
        waitingRecords++;
        return waiting.get();
    }

    Tail.Written write(Disk.OpenFile file) throws IOException {
        return tail.write(file, waiting.orElseThrow(), waitingRecords);
    }

    void committed(Tail.Forced forced, LineBuffers buffers) {
        tail = forced.committed();
        drop(buffers);
    }

    /** Forgets the lines that wait. */
    void drop(LineBuffers buffers) {
        waiting.ifPresent(buffers::giveBack);
        waiting = Optional.empty();
        waitingRecords = 0;
    }

    /** What the ledger is to know of the file with this tail. */
    LakeFile entry(Tail at) {
        return new LakeFile(path, topic, Optional.of(date), kind, false, at.length(), at.records(), at.checksum());
    }
}
