package dev.tributary.testing;

import dev.tributary.lake.Disk;
import dev.tributary.lake.LocalDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk that forgets what was not forced. It works on real files, so that everything else can read them, and remembers
 * what of them is durable. The power can be cut at any of its operations; then {@link #loseUnforced} makes the files what
 * a machine might find after that: of what was not forced all, nothing, a part, or zeros in its place. To be quick, nothing
 * is really forced.
 */
public final class ForgettingDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final Map<Path, byte[]> durableContent = new HashMap<>();
    private final Set<Path> unforcedEntries = new LinkedHashSet<>();
    private final Set<Path> touched = new LinkedHashSet<>();
    private final Map<Path, byte[]> unforcedDeletions = new LinkedHashMap<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long failWritesAfter = Long.MAX_VALUE;

    /** Cuts the power at the operation of that number, counted from 1; a write is then half done. */
    public void cutPowerAt(long operation) {
        cutAt = operation;
    }

    /** Lets every write fail for want of space after so many bytes more. */
    public void fillUpAfter(long bytes) {
        failWritesAfter = bytes;
    }

    /** How many operations there were. */
    public long operations() {
        return operations;
    }

    /** Makes the files what they might be when the machine starts again. */
    public void loseUnforced(Random random) throws IOException {
        for (Path file : touched) {
            if (Files.exists(file)) {
                Files.write(file, survivor(file, random));
            }
        }
        for (Path entry : List.copyOf(unforcedEntries)) {
            if (random.nextBoolean()) {
                deleteTree(entry);
            }
        }
        for (Map.Entry<Path, byte[]> deleted : unforcedDeletions.entrySet()) {
            if (random.nextBoolean() && !Files.exists(deleted.getKey())) {
                Files.createDirectories(deleted.getKey().getParent());
                Files.write(deleted.getKey(), deleted.getValue());
            }
        }
        unforcedDeletions.clear();
        touched.clear();
        unforcedEntries.clear();
        durableContent.clear();
        cutAt = Long.MAX_VALUE;
        operations = 0;
    }

    private byte[] survivor(Path file, Random random) throws IOException {
        byte[] durable = durableContent.getOrDefault(file, new byte[0]);
        byte[] now = Files.readAllBytes(file);
        return switch (random.nextInt(4)) {
            case 0 -> durable;
            case 1 -> now;
            case 2 ->
                now.length <= durable.length
                        ? durable
                        : Arrays.copyOf(now, durable.length + random.nextInt(now.length - durable.length));
            default -> Arrays.copyOf(durable, Math.max(now.length, durable.length));
        };
    }

    private static void deleteTree(Path entry) throws IOException {
        if (Files.exists(entry)) {
            try (Stream<Path> tree = Files.walk(entry)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Whether a deletion in {@code inner} is durable with the entries of {@code folder}: in itself, or because the whole of it is gone. */
    private static boolean isGone(Path folder, Path inner) {
        return inner.equals(folder) || !Files.exists(inner);
    }

    private void step(String what) {
        if (++operations >= cutAt) {
            throw new PowerCut(what);
        }
    }

    @Override
    public OpenFile create(Path file, boolean confidential) throws IOException {
        step("create " + file);
        OpenFile created = disk.create(file, confidential);
        unforcedEntries.add(file);
        touched.add(file);
        durableContent.put(file, new byte[0]);
        return new ForgettingFile(file, created);
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        OpenFile opened = disk.open(file);
        if (touched.add(file)) {
            durableContent.put(file, Files.readAllBytes(file));
        }
        return new ForgettingFile(file, opened);
    }

    @Override
    public void createFolder(Path folder, boolean confidential) throws IOException {
        step("create folder " + folder);
        boolean there = Files.exists(folder);
        disk.createFolder(folder, confidential);
        if (!there) {
            unforcedEntries.add(folder);
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        step("force folder " + folder);
        unforcedEntries.removeIf(entry -> folder.equals(entry.getParent()));
        unforcedDeletions.keySet().removeIf(entry -> entry.startsWith(folder) && isGone(folder, entry.getParent()));
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public void delete(Path path) throws IOException {
        step("delete " + path);
        if (Files.isRegularFile(path)) {
            unforcedDeletions.put(path, Files.readAllBytes(path));
            touched.remove(path);
            unforcedEntries.remove(path);
        }
        disk.delete(path);
    }

    private final class ForgettingFile implements OpenFile {
        private final Path path;
        private final OpenFile file;

        ForgettingFile(Path path, OpenFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            if (operations + 1 >= cutAt) {
                file.write(bytes, offset, length / 2, position);
            }
            step("write " + path);
            if (length > failWritesAfter) {
                file.write(bytes, offset, (int) failWritesAfter, position);
                throw new IOException(path + ": No space left on device");
            }
            failWritesAfter -= failWritesAfter == Long.MAX_VALUE ? 0 : length;
            file.write(bytes, offset, length, position);
        }

        @Override
        public void truncate(long length) throws IOException {
            step("truncate " + path);
            file.truncate(length);
        }

        @Override
        public void force() throws IOException {
            step("force " + path);
            durableContent.put(path, Files.readAllBytes(path));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
