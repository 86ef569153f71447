package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for what one measurement writes; gone afterwards. */
record BenchFolder(Path path) implements AutoCloseable {
    static BenchFolder below(Path parent, String name) throws IOException {
        return new BenchFolder(Files.createTempDirectory(parent, name));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
