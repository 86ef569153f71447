package dev.tributary.pipeline;

import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestListener;
import dev.tributary.ingest.IngestProgress;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Ingests everything with the defaults, in a process of its own, until it is ended; says after each commit what it has and holds open. */
final class IngestProcess implements IngestListener {
    static final String COMMITTED = "committed ";
    static final String OPEN = " open ";

    private IngestProcess() {}

    /** Arguments: {@code bootstrap-servers lake topic}. */
    public static void main(String[] arguments) {
        IngestConfig config = IngestConfig.of(new Feeds(List.of(Feed.append(arguments[2]))));
        try (Ingest ingest = new Ingest(
                new LakeLayout(Path.of(arguments[1])),
                config,
                Map.of("bootstrap.servers", arguments[0]),
                InstantSource.system(),
                new IngestProcess())) {
            ingest.runUntilStopped();
        }
    }

    @Override
    public void committed(IngestProgress progress) {
        System.out.println(COMMITTED + progress.records() + OPEN + openLakeFiles());
        System.out.flush();
    }

    /** Files of the lake, by the system's own account. */
    private static long openLakeFiles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(IngestProcess::isLakeFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLakeFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().endsWith(".jsonl");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
