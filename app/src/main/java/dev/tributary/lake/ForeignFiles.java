package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the files of lines that the ledger does not know: another tool made them. Look at the disk first and at the ledger
 * afterwards: our writer makes its files empty and writes into them only when the ledger has them, so that a file seen
 * with content and unknown to a ledger read later is certainly not ours.
 */
final class ForeignFiles {
    private final LakeLayout layout;

    ForeignFiles(LakeLayout layout) {
        this.layout = layout;
    }

    /** Every file of lines on disk that is not empty, described as if it were foreign. */
    List<LakeFile> onDisk() throws IOException {
        return onDiskWithEmptyOnes().stream().filter(file -> file.length() > 0).toList();
    }

    /** Every file of lines on disk, described as if it were foreign. */
    List<LakeFile> onDiskWithEmptyOnes() throws IOException {
        List<LakeFile> found = new ArrayList<>();
        if (Files.isDirectory(layout.root())) {
            Files.walkFileTree(layout.root(), new Collector(found));
        }
        return found;
    }

    /**
     * Those of the files that are not in the ledger.
     *
     * @param pruned what the ledger, asked after its files, took out of the lake: it may be on the disk for a while yet
     */
    List<LakeFile> unknown(List<LakeFile> onDisk, List<LakeFile> ledger, List<PrunedFile> pruned) throws IOException {
        Map<String, String> known = new HashMap<>();
        for (PrunedFile file : pruned) {
            String path = file.file().path();
            if (!file.deleted() || !Files.exists(layout.resolve(path))) {
                known.put(path, path);
            }
        }
        ledger.forEach(file -> known.put(file.path(), file.path()));
        ledger.forEach(file -> known.putIfAbsent(file.path().toLowerCase(Locale.ROOT), file.path()));
        List<LakeFile> unknown = new ArrayList<>();
        for (LakeFile file : onDisk) {
            if (!known.containsKey(file.path()) && !sameInOtherCase(file, known)) {
                unknown.add(file);
            }
        }
        return unknown;
    }

    /** On a file system that ignores case, a folder may have been made first by another tool and in another case. */
    private boolean sameInOtherCase(LakeFile file, Map<String, String> known) throws IOException {
        String ours = known.get(file.path().toLowerCase(Locale.ROOT));
        try {
            return ours != null && Files.isSameFile(layout.resolve(ours), layout.resolve(file.path()));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private LakeFile describe(String path, long length) {
        boolean deadLetter = path.startsWith(LakeLayout.DEAD_LETTERS + "/");
        String[] parts = (deadLetter ? path.substring(LakeLayout.DEAD_LETTERS.length() + 1) : path).split("/", -1);
        return new LakeFile(
                path,
                parts[0],
                parts.length > 2 ? date(parts[1]) : Optional.empty(),
                deadLetter ? Kind.DEAD_LETTER : Kind.DATA,
                true,
                length,
                0,
                0);
    }

    private static Optional<LocalDate> date(String folder) {
        try {
            return Optional.of(LocalDate.parse(folder));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private final class Collector extends SimpleFileVisitor<Path> {
        private final List<LakeFile> found;

        Collector(List<LakeFile> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean deadLetters = folder.equals(layout.resolve(LakeLayout.DEAD_LETTERS));
            boolean enter = folder.equals(layout.root()) || deadLetters || !hidden(folder);
            return enter ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (attributes.isRegularFile()
                    && name.toLowerCase(Locale.ROOT).endsWith(LakeLayout.SUFFIX)
                    && !hidden(file)
                    && insideTopic(file)) {
                found.add(describe(layout.relative(file), attributes.size()));
            }
            return FileVisitResult.CONTINUE;
        }

        /** A file may vanish while we look; everything else that cannot be read is told. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        private boolean insideTopic(Path file) {
            int depth = layout.root().relativize(file).getNameCount();
            return depth > (file.startsWith(layout.resolve(LakeLayout.DEAD_LETTERS)) ? 2 : 1);
        }

        private boolean hidden(Path path) {
            String name = path.getFileName().toString();
            return name.startsWith(".") || name.startsWith("_");
        }
    }
}
