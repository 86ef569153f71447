package dev.tributary.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Finds the lines of a closed file that are not what they were, and puts back what they were from records offered again, in this order:
 *
 * <ol>
 *   <li>Take the file apart into its lines. What cannot be read, or is not there, is bad.
 *   <li>Each record that Kafka still has is made a line again; the same record always makes the same line. The line under its coordinates is good when it is
 *       equal, else bad. A line whose record nobody offers is taken for what it is.
 *   <li>Lay records without a good line into the bad places so that lengths fit <em>and the checksum of the whole committed part is the ledger's</em>.
 *       Only then is anything written: the file is the same as it was, byte for byte, so that neither ledger nor warehouse has to change.
 *   <li>Write the file beside, force it, compare its checksum once more, ask the ledger whether this is still its one writer, rename: <b>the one act</b>. Force
 *       the folder. Killed before it, the old file is there and the one beside is overwritten next time.
 * </ol>
 */
public final class FileRepair {
    /** So many ways to lay records into bad places are tried. */
    private static final int MOST_TRIES = 200_000;

    /** Which record a line is of. */
    private record Coordinates(int epoch, int partition, long offset) {
        @Override
        public String toString() {
            return "partition " + partition + " offset " + offset + (epoch == 0 ? "" : " epoch " + epoch);
        }
    }

    private enum State {
        UNKNOWN,
        GOOD,
        BAD
    }

    /** A line of the file as it is. */
    private static final class Slot {
        final long from;
        final long to;
        final Optional<Coordinates> coordinates;
        State state;

        Slot(long from, long to, Optional<Coordinates> coordinates) {
            this.from = from;
            this.to = to;
            this.coordinates = coordinates;
            this.state = coordinates.isPresent() ? State.UNKNOWN : State.BAD;
        }
    }

    /** A record that has no good line yet. */
    private record Candidate(Coordinates coordinates, StampedLine line) {}

    /** A stretch of the file that is to stay, or one to be filled. */
    private record Stretch(long from, long to, boolean bad) {
        long length() {
            return to - from;
        }
    }

    private final LakeFile file;
    private final Path path;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Coordinates, List<Slot>> byCoordinates = new HashMap<>();
    private final Map<Coordinates, Candidate> candidates = new HashMap<>();
    private int tries;

    private FileRepair(LakeLayout layout, LakeFile file) {
        this.file = file;
        this.path = layout.resolve(file.path());
    }

    /** Takes a file of the ledger apart. Nothing is changed. */
    public static FileRepair of(LakeLayout layout, LakeFile file) throws IOException {
        FileRepair repair = new FileRepair(layout, file);
        long end = Files.exists(repair.path) ? repair.read() : 0;
        if (end < file.length()) {
            repair.slots.add(new Slot(end, file.length(), Optional.empty()));
        }
        return repair;
    }

    /** Whether the committed part of a file is what the ledger says. */
    public static boolean whole(LakeLayout layout, LakeFile file) throws IOException {
        Path path = layout.resolve(file.path());
        return Files.exists(path)
                && Files.size(path) >= file.length()
                && LakeLines.checksum(path, file.length()) == file.checksum();
    }

    private long read() throws IOException {
        long size = Math.min(Files.size(path), file.length());
        return LakeLines.read(path, 0, size, (position, buffer, offset, length, terminated) -> {
            Optional<Coordinates> coordinates = terminated ? coordinates(buffer, offset, length) : Optional.empty();
            Slot slot = new Slot(position, position + length + (terminated ? 1 : 0), coordinates);
            slots.add(slot);
            coordinates.ifPresent(at -> byCoordinates
                    .computeIfAbsent(at, unused -> new ArrayList<>())
                    .add(slot));
        });
    }

    private static Optional<Coordinates> coordinates(byte[] buffer, int offset, int length) {
        try {
            return LakeLine.parse(buffer, offset, length)
                    .stamp()
                    .map(stamp -> new Coordinates(stamp.epoch(), stamp.partition(), stamp.offset()));
        } catch (NotAnObjectException e) {
            return Optional.empty(); // that is what is being looked for
        }
    }

    /** Takes a record of the file's topic; one of another day or kind is none of this file's. */
    public void offer(Arrival arrival) throws IOException {
        boolean sameDay = file.date()
                .filter(LakeLayout.dateOf(arrival.timestamp())::equals)
                .isPresent();
        if (!sameDay) {
            return;
        }
        StampedLine line = StampedLine.of(arrival);
        if (line.kind() != file.kind()) {
            return;
        }
        Coordinates coordinates = new Coordinates(arrival.epoch(), arrival.partition(), arrival.offset());
        boolean good = false;
        for (Slot slot : byCoordinates.getOrDefault(coordinates, List.of())) {
            boolean equal = slot.to - slot.from == line.bytes().length
                    && Arrays.equals(bytes(slot.from, slot.to), line.bytes());
            slot.state = equal ? State.GOOD : State.BAD;
            good |= equal;
        }
        if (!good) {
            candidates.put(coordinates, new Candidate(coordinates, line));
        }
    }

    /** What is wrong, a place each; to be asked when everything was offered. */
    public List<String> damage() {
        List<String> damage = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.state == State.BAD) {
                String what = slot.coordinates
                        .map(at -> at + " is not the record that Kafka has")
                        .orElse("the line cannot be read");
                damage.add("at byte " + slot.from + ": " + what);
            }
        }
        return damage;
    }

    /** How many lines have a record that nobody offered. */
    public long notOffered() {
        return slots.stream().filter(slot -> slot.state == State.UNKNOWN).count();
    }

    /**
     * The records whose lines have to be put back, in words; empty when the records offered do not make the file what it was.
     */
    public Optional<List<String>> remedy() throws IOException {
        return solve().map(solution -> solution.stream()
                .map(candidate -> candidate.coordinates().toString())
                .toList());
    }

    /**
     * Puts the lines back. The lake's lock must be held.
     *
     * @return the records whose lines were put back; empty when they cannot be, and the file stays as it is
     */
    Optional<List<String>> mend(Ledger ledger) throws IOException {
        Optional<List<Candidate>> solution = solve();
        if (solution.isEmpty()) {
            return Optional.empty();
        }
        Path beside = path.resolveSibling("." + path.getFileName() + ".repair");
        copyTo(beside);
        try (FileChannel target = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            target.truncate(file.length());
            int next = 0;
            for (Stretch stretch : stretches()) {
                long at = stretch.from();
                while (stretch.bad() && at < stretch.to()) {
                    byte[] line = solution.get().get(next++).line().bytes();
                    write(target, line, at);
                    at += line.length;
                }
            }
            target.force(true);
        }
        if (LakeLines.checksum(beside, file.length()) != file.checksum()) {
            throw new IOException(beside + " is not what was written to it");
        }
        ledger.requireToken();
        // The one act: before it the damaged file is there, after it the whole one.
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        new LocalDisk().forceFolder(path.toAbsolutePath().resolveSibling(""));
        return Optional.of(solution.get().stream()
                .map(candidate -> candidate.coordinates().toString())
                .toList());
    }

    private void copyTo(Path beside) throws IOException {
        Files.deleteIfExists(beside);
        if (Files.exists(path)) {
            Files.copy(path, beside, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        Files.createDirectories(path.toAbsolutePath().getParent());
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.createFile(
                    beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(beside);
        }
    }

    private static void write(FileChannel target, byte[] line, long at) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(line);
        while (rest.hasRemaining()) {
            target.write(rest, at + rest.position());
        }
    }

    private List<Stretch> stretches() {
        List<Stretch> stretches = new ArrayList<>();
        for (Slot slot : slots) {
            boolean bad = slot.state == State.BAD;
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last).bad() == bad) {
                stretches.set(last, new Stretch(stretches.get(last).from(), slot.to, bad));
            } else {
                stretches.add(new Stretch(slot.from, slot.to, bad));
            }
        }
        return stretches;
    }

    /** The records for the bad places, in the order of the file. */
    private Optional<List<Candidate>> solve() throws IOException {
        List<Stretch> stretches = stretches();
        List<Long> sums = new ArrayList<>();
        for (Stretch stretch : stretches) {
            sums.add(stretch.bad() ? 0L : checksum(stretch));
        }
        List<Candidate> inOrder = new ArrayList<>(candidates.values());
        inOrder.sort(
                Comparator.comparingInt((Candidate one) -> one.coordinates().partition())
                        .thenComparingLong(one -> one.coordinates().offset()));
        tries = 0;
        Set<Candidate> used = new LinkedHashSet<>();
        return fill(stretches, sums, 0, 0, 0, inOrder, used) ? Optional.of(List.copyOf(used)) : Optional.empty();
    }

    /** Goes on at a stretch, of which some bytes are filled; the checksum is that of everything before. */
    private boolean fill(
            List<Stretch> stretches,
            List<Long> sums,
            int index,
            long filled,
            long checksum,
            List<Candidate> inOrder,
            Set<Candidate> used) {
        if (index == stretches.size()) {
            return checksum == file.checksum();
        }
        Stretch stretch = stretches.get(index);
        if (!stretch.bad()) {
            long sum = Checksum.combine(checksum, sums.get(index), stretch.length());
            return fill(stretches, sums, index + 1, 0, sum, inOrder, used);
        }
        if (filled == stretch.length()) {
            return fill(stretches, sums, index + 1, 0, checksum, inOrder, used);
        }
        for (Candidate candidate : inOrder) {
            byte[] line = candidate.line().bytes();
            if (filled + line.length > stretch.length() || !used.add(candidate)) {
                continue;
            }
            if (++tries > MOST_TRIES) {
                return false;
            }
            long sum = Checksum.combine(checksum, Checksum.of(line, 0, line.length), line.length);
            if (fill(stretches, sums, index, filled + line.length, sum, inOrder, used)) {
                return true;
            }
            used.remove(candidate);
        }
        return false;
    }

    private long checksum(Stretch stretch) throws IOException {
        CRC32C sum = new CRC32C();
        for (long at = stretch.from(); at < stretch.to(); at += 1 << 20) {
            sum.update(bytes(at, Math.min(stretch.to(), at + (1 << 20))));
        }
        return sum.getValue();
    }

    private byte[] bytes(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                // until it is full
            }
        }
        return bytes.array();
    }
}
