package dev.tributary.lake;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * Finds the lines of a closed file that are not what they were, and puts back what they were from records offered again, in this order:
 *
 * <ol>
 *   <li>Take the file apart into its lines. What cannot be read, or is not there, is bad.
 *   <li>Each record that Kafka still has is made a line again; the same record always makes the same line. The line under its coordinates is good when it is
 *       equal, else bad. A line whose record nobody offers is taken for what it is, unless its offset cannot stand there.
 *   <li>Lay records without a good line into the bad places so that lengths fit <em>and the checksum of the whole committed part is the ledger's</em>, see
 *       {@link LineOrder}. Only then is anything written: the file is the same as it was, byte for byte, so that neither ledger nor warehouse has to change.
 *   <li>Where every line is proven by a record and only their order is not found, lay them in any order that keeps each partition's, if that is wanted.
 *   <li>Write the file beside, force it, compare its checksum once more, ask the ledger whether this is still its one writer, rename: <b>the one act</b>. Force
 *       the folder. Killed before it, the old file is there and the one beside is overwritten next time.
 *   <li>After another order, give the ledger the new checksum. Killed before it, the same command finds every line good, and does this again.
 * </ol>
 */
public final class FileRepair {
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

        boolean bad() {
            return state == State.BAD;
        }
    }

    /** A stretch of the file that is to stay, or one to be filled. */
    private record Stretch(long from, long to, boolean bad) {
        long length() {
            return to - from;
        }
    }

    /**
     * What was done to a file.
     *
     * @param putBack the records whose lines were put back
     * @param reordered whether lines are in another order than they were, and the ledger has a new checksum
     */
    public record Mended(List<String> putBack, boolean reordered) {
        public Mended {
            putBack = List.copyOf(putBack);
        }
    }

    private final LakeFile file;
    private final Path path;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Coordinates, List<Slot>> byCoordinates = new HashMap<>();
    private final Map<Coordinates, LineOrder.Missing> missing = new HashMap<>();
    private final Map<Coordinates.Log, Long> firstOffered = new HashMap<>();

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
            return LakeLine.parse(buffer, offset, length).stamp().map(Coordinates::of);
        } catch (NotAnObjectException e) {
            return Optional.empty(); // that is what is being looked for
        }
    }

    /** Takes a record of the file's topic; one of another day or kind is none of this file's. */
    public void offer(Arrival arrival) throws IOException {
        Coordinates coordinates = Coordinates.of(arrival);
        firstOffered.merge(coordinates.log(), coordinates.offset(), Math::min);
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
        boolean good = false;
        for (Slot slot : byCoordinates.getOrDefault(coordinates, List.of())) {
            boolean equal = slot.to - slot.from == line.bytes().length
                    && Arrays.equals(bytes(slot.from, slot.to), line.bytes());
            slot.state = equal ? State.GOOD : State.BAD;
            good |= equal;
        }
        if (!good) {
            missing.put(coordinates, new LineOrder.Missing(coordinates, line.bytes()));
        }
    }

    /**
     * To be called when everything was offered, before anything is asked: lines that nobody offered are bad where their offsets cannot stand, or when only that
     * leaves as much room as the missing records take.
     */
    public void offered() {
        requireOrder();
        List<Slot> doubtful = slots.stream().filter(this::shouldHaveBeenOffered).toList();
        long room = bytes(slots.stream().filter(Slot::bad).toList());
        long needed =
                missing.values().stream().mapToLong(line -> line.line().length).sum();
        if (needed != room && needed == room + bytes(doubtful)) {
            doubtful.forEach(slot -> slot.state = State.BAD);
        }
    }

    private static long bytes(List<Slot> slots) {
        return slots.stream().mapToLong(slot -> slot.to - slot.from).sum();
    }

    /** Whether Kafka has records of before, or none of that partition; it may have deleted this one all the same, by compacting the topic. */
    private boolean shouldHaveBeenOffered(Slot slot) {
        return slot.state == State.UNKNOWN
                && slot.coordinates
                        .filter(at -> at.offset() >= firstOffered.getOrDefault(at.log(), 0L))
                        .isPresent();
    }

    private void requireOrder() {
        Map<Coordinates.Log, Long> edges = new HashMap<>();
        for (Slot slot : slots) {
            doubt(slot, edges, (edge, offset) -> offset <= edge);
        }
        edges.clear();
        Collections.reverse(slots);
        for (Slot slot : slots) {
            doubt(slot, edges, (edge, offset) -> offset >= edge);
        }
        Collections.reverse(slots);
    }

    private interface Contradiction {
        boolean between(long edge, long offset);
    }

    private static void doubt(Slot slot, Map<Coordinates.Log, Long> edges, Contradiction contradiction) {
        slot.coordinates.ifPresent(at -> {
            if (slot.state == State.GOOD) {
                edges.put(at.log(), at.offset());
            } else if (slot.state == State.UNKNOWN
                    && edges.containsKey(at.log())
                    && contradiction.between(edges.getOrDefault(at.log(), 0L), at.offset())) {
                slot.state = State.BAD;
            }
        });
    }

    /** What is wrong, a place each. */
    public List<String> damage() {
        List<String> damage = new ArrayList<>();
        for (Slot slot : slots) {
            if (slot.bad()) {
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
        return order().withChecksum(file.checksum()).map(FileRepair::words);
    }

    /** Whether every line of the file is proven by a record, so that only their order may be unknown. */
    public boolean proven() throws IOException {
        long good = slots.stream().filter(slot -> slot.state == State.GOOD).count();
        return notOffered() == 0
                && good + missing.size() == file.records()
                && order().any().isPresent();
    }

    private static List<String> words(LineOrder.Found found) {
        return found.lines().stream().map(line -> line.coordinates().toString()).toList();
    }

    /**
     * Puts the lines back. The lake's lock must be held.
     *
     * @param reorder whether lines may come to stand in another order than they did
     * @return empty when they cannot be put back, and the file stays as it is
     */
    Optional<Mended> mend(Ledger ledger, boolean reorder, Consumer<FileRepairPoint> points) throws IOException {
        LineOrder order = order();
        Optional<LineOrder.Found> same = order.withChecksum(file.checksum());
        Optional<LineOrder.Found> found = same.isEmpty() && reorder && proven() ? order.any() : same;
        if (found.isEmpty()) {
            return Optional.empty();
        }
        points.accept(FileRepairPoint.SOLVED);
        replace(found.get(), ledger, points);
        points.accept(FileRepairPoint.REPLACED);
        if (same.isEmpty()) {
            ledger.commit(List.of(withChecksum(found.get().checksum())), List.of());
        }
        points.accept(FileRepairPoint.RECORDED);
        return Optional.of(new Mended(words(found.get()), same.isEmpty()));
    }

    private LakeFile withChecksum(long checksum) {
        return new LakeFile(
                file.path(),
                file.topic(),
                file.date(),
                file.kind(),
                file.foreign(),
                file.length(),
                file.records(),
                checksum);
    }

    private void replace(LineOrder.Found found, Ledger ledger, Consumer<FileRepairPoint> points) throws IOException {
        Path beside = path.resolveSibling("." + path.getFileName() + ".repair");
        copyTo(beside);
        points.accept(FileRepairPoint.COPIED);
        try (FileChannel target = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            target.truncate(file.length());
            int next = 0;
            for (Stretch stretch : stretches()) {
                long at = stretch.from();
                while (stretch.bad() && at < stretch.to()) {
                    byte[] line = found.lines().get(next++).line();
                    write(target, line, at);
                    at += line.length;
                }
            }
            target.force(true);
        }
        if (LakeLines.checksum(beside, file.length()) != found.checksum()) {
            throw new IOException(beside + " is not what was written to it");
        }
        points.accept(FileRepairPoint.WRITTEN);
        ledger.requireToken();
        // The one act: before it the damaged file is there, after it the whole one.
        DurableFiles.replace(beside, path);
    }

    private void copyTo(Path beside) throws IOException {
        Files.deleteIfExists(beside);
        if (Files.exists(path)) {
            Files.copy(path, beside, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        DurableFiles.createFolderOf(path);
        Files.createFile(beside, OwnerOnly.file(beside));
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
            int last = stretches.size() - 1;
            if (last >= 0 && stretches.get(last).bad() == slot.bad()) {
                stretches.set(last, new Stretch(stretches.get(last).from(), slot.to, slot.bad()));
            } else {
                stretches.add(new Stretch(slot.from, slot.to, slot.bad()));
            }
        }
        return stretches;
    }

    private LineOrder order() throws IOException {
        LineOrder.Builder order = new LineOrder.Builder(List.copyOf(missing.values()));
        boolean afterGood = false;
        int slot = 0;
        for (Stretch stretch : stretches()) {
            for (; slot < slots.size() && slots.get(slot).to <= stretch.to(); slot++) {
                if (!stretch.bad()) {
                    slots.get(slot).coordinates.ifPresent(order::line);
                }
            }
            if (stretch.bad()) {
                if (!afterGood) {
                    order.good(0, 0);
                }
                order.hole(stretch.length(), present(stretch));
            } else {
                order.good(stretch.length(), checksum(stretch));
            }
            afterGood = !stretch.bad();
        }
        if (!afterGood) {
            order.good(0, 0);
        }
        return order.build();
    }

    /** What of a stretch the file still has. */
    private byte[] present(Stretch stretch) throws IOException {
        long size = Files.exists(path) ? Files.size(path) : 0;
        return stretch.from() < size ? bytes(stretch.from(), Math.min(stretch.to(), size)) : new byte[0];
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
