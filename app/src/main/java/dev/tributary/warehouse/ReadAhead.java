package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Gives the parts of files, in order. Where there is much to read, a thread reads and takes apart what comes next while
 * SQLite stores what came before and waits for the disk; that is a third of the time of a big load.
 */
final class ReadAhead implements AutoCloseable {
    /** Where reading a file starts. */
    record Start(LakeFile file, Feed feed, long position) {}

    /** From here on a thread is worth its start. */
    private static final long MUCH_BYTES = 4 << 20;

    /** How many parts wait at most, some 16 MiB of lines: as much as is read while a commit waits for the disk. */
    private static final int PARTS = 64;

    private final LakeLayout layout;
    private final long bytes;
    private final BlockingQueue<Optional<FilePart>> ready = new ArrayBlockingQueue<>(PARTS);
    private Optional<Thread> thread = Optional.empty();
    private Optional<FilePart> rest = Optional.empty();

    /** Of what is read without the thread, which may still be at its work. */
    private final LakeSymbols ownSymbols = new LakeSymbols();

    ReadAhead(LakeLayout layout, List<Start> starts) {
        this.layout = layout;
        this.bytes = starts.stream()
                .mapToLong(start -> start.file().length() - start.position())
                .sum();
        if (bytes >= MUCH_BYTES) {
            Thread reader = new Thread(() -> readAll(List.copyOf(starts)), "tributary-read-ahead");
            reader.setDaemon(true);
            reader.start();
            thread = Optional.of(reader);
        }
    }

    /** How much there is to read. */
    long bytes() {
        return bytes;
    }

    /** Whether there is so much to read that a thread does it. */
    boolean much() {
        return thread.isPresent();
    }

    /**
     * The part of the file that starts at a position.
     *
     * @throws FileProblem when the file is shorter than the lake says
     */
    FilePart part(LakeFile file, Feed feed, long position) throws IOException {
        Optional<FilePart> left = rest.filter(part -> part.startsAt(file.path(), position));
        rest = Optional.empty();
        if (left.isPresent()) {
            return left.get();
        }
        if (thread.isPresent()) {
            Optional<FilePart> read = take(file, position);
            if (read.isPresent()) {
                return read.get();
            }
            close();
        }
        return FilePart.read(layout, file, feed, position, ownSymbols);
    }

    /** Gives back what was not needed of the last part. */
    void giveBack(FilePart part) {
        rest = Optional.of(part);
    }

    /** What the thread has read, provided that it is what is wanted. Anything else ends its service. */
    private Optional<FilePart> take(LakeFile file, long position) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ready.take().filter(part -> part.startsAt(file.path(), position));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void readAll(List<Start> starts) {
        LakeSymbols symbols = new LakeSymbols();
        try {
            for (Start start : starts) {
                read(start, symbols);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sayThatThereIsNoMore();
        }
    }

    /** Whoever waits must not wait for ever, whatever ended the thread. An interrupt says that nobody waits. */
    private void sayThatThereIsNoMore() {
        try {
            ready.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Start start, LakeSymbols symbols) throws InterruptedException {
        long position = start.position();
        while (position < start.file().length()) {
            Optional<FilePart> part = tryToRead(start, position, symbols);
            ready.put(part);
            if (part.isEmpty() || part.get().next() == position) {
                return;
            }
            position = part.get().next();
        }
    }

    /** A failure is left to whoever needs the part and reads it again: it may never be needed. */
    private Optional<FilePart> tryToRead(Start start, long position, LakeSymbols symbols) {
        try {
            return Optional.of(FilePart.read(layout, start.file(), start.feed(), position, symbols));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
        thread = Optional.empty();
        ready.clear();
    }
}
