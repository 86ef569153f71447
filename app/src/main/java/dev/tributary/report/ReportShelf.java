package dev.tributary.report;

import dev.tributary.files.OwnerOnly;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** The folder in which the reports of a project are kept, each under the moment it was made. Where the system has such modes, only its owner can open it. */
public final class ReportShelf {
    /** How a report is called when nobody says otherwise, without the ending of its name. */
    public static final String NAME = "TP_DataLake_Report";

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd_HHmmss", Locale.ROOT);
    private static final Pattern FILE = Pattern.compile(NAME + "_(\\d{4}-\\d{2}-\\d{2}_\\d{6})_(en|fr)\\.(pdf|html)");

    /** Writes a report to a stream. */
    @FunctionalInterface
    public interface Writing {
        /** Writes it whole. */
        void to(OutputStream out) throws IOException;
    }

    private final Path folder;

    /** In this folder, which need not exist yet. */
    public ReportShelf(Path folder) {
        this.folder = folder;
    }

    /** The shelf of a project. */
    public static ReportShelf of(Path project) {
        return new ReportShelf(project.resolve("reports"));
    }

    /**
     * Writes a report and keeps it; another one of the same second, language and format is replaced. A report that could not be finished leaves
     * nothing.
     */
    public KeptReport keep(Instant madeAt, Edition edition, Writing report) throws IOException {
        String moment = MOMENT.format(madeAt.atOffset(ZoneOffset.UTC));
        String name = NAME + "_" + moment + "_" + edition.language().code() + "."
                + edition.format().extension();
        OwnerOnly.createFolders(folder);
        Path file = folder.resolve(name);
        replace(file, report);
        return kept(file).orElseThrow();
    }

    /** Writes a file whole or not at all: aside first, then in its place. */
    public static void replace(Path file, Writing content) throws IOException {
        Path aside = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(aside))) {
                content.to(out);
            }
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** All that are kept, the newest first. Other files in the folder are passed over. */
    public List<KeptReport> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> kept(file).stream())
                    .sorted(Comparator.comparing(KeptReport::madeAt)
                            .thenComparing(report -> report.file().toString())
                            .reversed())
                    .toList();
        }
    }

    /** The copies of reports that lie in a folder under the name that they are given there. */
    public static List<Path> copies(Path folder) {
        return Stream.of(ReportFormat.values())
                .map(format -> folder.resolve(NAME + "." + format.extension()))
                .filter(Files::isRegularFile)
                .toList();
    }

    /** All text of a report, without blanks: what is broken over two lines stands together. */
    public static String text(KeptReport report) throws IOException {
        return report.format() == ReportFormat.PDF ? pdfText(report.file()) : joined(Files.readString(report.file()));
    }

    /** The same of any PDF. */
    public static String pdfText(Path file) throws IOException {
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            return joined(stripper.getText(document));
        }
    }

    private static String joined(String text) {
        return text.replaceAll("[\\s\\u00a0\\u2002]+", "");
    }

    private static Optional<KeptReport> kept(Path file) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            Instant madeAt = LocalDateTime.parse(name.group(1), MOMENT).toInstant(ZoneOffset.UTC);
            return Optional.of(new KeptReport(
                    file,
                    madeAt,
                    Language.valueOf(name.group(2).toUpperCase(Locale.ROOT)),
                    ReportFormat.valueOf(name.group(3).toUpperCase(Locale.ROOT)),
                    Files.size(file)));
        } catch (DateTimeException | IOException notOneOfOurs) {
            return Optional.empty();
        }
    }
}
