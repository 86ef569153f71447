package dev.tributary.privacy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All files of a project, wherever they lie, and the area that each belongs to. Links are not followed. */
final class ProjectFiles {
    /**
     * A file.
     *
     * @param where as people see it
     */
    record Found(Path path, String where, Area area, long bytes) {}

    private final PrivacyScope scope;
    private final Set<Path> seen = new LinkedHashSet<>();
    private final List<Found> files = new ArrayList<>();
    private long brokerBytes;

    private ProjectFiles(PrivacyScope scope) {
        this.scope = scope;
    }

    static ProjectFiles of(PrivacyScope scope) throws IOException {
        ProjectFiles found = new ProjectFiles(scope);
        found.walk(scope.directory());
        found.walk(scope.lake().root());
        Path database = scope.database().toAbsolutePath();
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            found.walk(database.resolveSibling(database.getFileName() + suffix));
        }
        if (scope.backups().isPresent()) {
            found.walk(scope.backups().get());
        }
        found.files.sort(Comparator.comparing(Found::area).thenComparing(Found::where));
        return found;
    }

    /** The lake's first. */
    List<Found> files() {
        return files;
    }

    /** How much the embedded broker has, which is not searched. */
    long brokerBytes() {
        return brokerBytes;
    }

    private void walk(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root.toAbsolutePath().normalize(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && seen.add(file)) {
                    add(file, attributes.size());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // it came and went
                }
                throw failure;
            }
        });
    }

    private void add(Path file, long bytes) {
        if (below(file, scope.brokerData())) {
            brokerBytes += bytes;
        } else if (!scope.list().map(list -> same(list, file)).orElse(false)) {
            files.add(new Found(file, scope.display(file), area(file), bytes));
        }
    }

    private Area area(Path file) {
        if (confidential(file)) {
            return Area.CONFIDENTIAL;
        }
        if (scope.backups().map(backups -> below(file, backups)).orElse(false)) {
            return Area.BACKUPS;
        }
        if (below(file, scope.lake().root())) {
            return inLake(file);
        }
        String database = scope.database().getFileName().toString();
        if (file.getFileName().toString().startsWith(database)) {
            return Area.DATABASE;
        }
        if (below(file, scope.state())) {
            return inState(file);
        }
        return below(file, scope.directory().resolve("reports")) ? Area.REPORTS : Area.OTHER;
    }

    private Area inLake(Path file) {
        String folder = relative(scope.lake().root(), file).getName(0).toString();
        return switch (folder) {
            case ".tributary" -> Area.LEDGER;
            case "_archive" -> Area.ARCHIVES;
            default -> Area.LAKE;
        };
    }

    private Area inState(Path file) {
        String name = relative(scope.state(), file).getName(0).toString();
        if (name.startsWith("audit")) {
            return Area.AUDIT;
        }
        return switch (name) {
            case "streams" -> Area.STREAMS;
            case "logs" -> Area.LOGS;
            default -> Area.STATE;
        };
    }

    /** In the lake itself, in a backup, or wherever somebody copied a folder of the lake to. */
    private boolean confidential(Path file) {
        for (Path part : relative(scope.directory(), file)) {
            if (scope.confidential(part.toString())) {
                return true;
            }
        }
        return false;
    }

    private static Path relative(Path folder, Path file) {
        Path root = folder.toAbsolutePath().normalize();
        return file.startsWith(root) ? root.relativize(file) : file;
    }

    private static boolean below(Path file, Path folder) {
        return file.startsWith(folder.toAbsolutePath().normalize());
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other);
    }
}
