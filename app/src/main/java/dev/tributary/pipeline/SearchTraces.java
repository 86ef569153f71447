package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.lake.Erasures;
import dev.tributary.report.ReportShelf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Searches the bytes of files for erased persons: their pseudonyms and their ids, wherever they begin. Reports are read as their text. */
final class SearchTraces {
    private static final int BUFFER_BYTES = 1 << 20;

    /** As much as a thing that is looked for may be long. */
    private static final int OVERLAP = 256;

    private final Erasures erasures;
    private final CarryOutErasures.Progress progress;
    private long read;

    SearchTraces(Erasures erasures, CarryOutErasures.Progress progress) {
        this.erasures = erasures;
        this.progress = progress;
    }

    /** The files of a project that have any: all but what belongs to Kafka, and what somebody keeps in folders of their own. */
    Set<Path> inProject(Settings settings) {
        Set<Path> found = new TreeSet<>(below(settings.lake(), List.of()));
        Path database = settings.warehouse().database();
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            found.addAll(below(database.resolveSibling(database.getFileName() + suffix), List.of()));
        }
        found.addAll(below(settings.directory().resolve("reports"), List.of()));
        found.addAll(below(settings.state(), ofKafka(settings)));
        found.addAll(in(settings.directory()));
        return found;
    }

    /** The files of a folder itself. */
    private List<Path> in(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).filter(this::has).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The files of the embedded broker, and of the state of the topology, that have any. */
    List<Path> inKafka(Settings settings) {
        List<Path> found = new ArrayList<>();
        ofKafka(settings).forEach(folder -> found.addAll(below(folder, List.of())));
        return found;
    }

    private static List<Path> ofKafka(Settings settings) {
        return List.of(settings.broker().directory(), settings.streamsState());
    }

    /** The files below a folder, or the file itself, that have any; nothing where there is nothing. */
    List<Path> below(Path root, List<Path> without) {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> without.stream().noneMatch(path::startsWith))
                    .filter(this::has)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search " + root + ": " + e.getMessage(), e);
        }
    }

    /** Whether a file has any. */
    boolean has(Path file) {
        try {
            boolean report = file.getFileName().toString().endsWith(".pdf");
            return report ? inReport(file) : inBytes(file);
        } catch (NoSuchFileException e) {
            return false; // gone meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException("cannot search " + file + ": " + e.getMessage(), e);
        }
    }

    private boolean inReport(Path file) throws IOException {
        byte[] text = ReportShelf.pdfText(file).getBytes(StandardCharsets.UTF_8);
        return erasures.anywhere(text, 0, text.length);
    }

    private boolean inBytes(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.readNBytes(buffer, kept, BUFFER_BYTES - kept);
                    count > 0;
                    count = in.readNBytes(buffer, kept, BUFFER_BYTES - kept)) {
                int end = kept + count;
                if (erasures.anywhere(buffer, 0, end)) {
                    return true;
                }
                kept = Math.min(OVERLAP, end);
                System.arraycopy(buffer, end - kept, buffer, 0, kept);
                read += count;
                progress.reached("search", read);
            }
            return false;
        }
    }
}
