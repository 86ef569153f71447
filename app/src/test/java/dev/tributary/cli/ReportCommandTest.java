package dev.tributary.cli;

import static dev.tributary.testing.PageLayout.assertWellSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.PdfReading;
import dev.tributary.testing.PdfReading.Tag;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Makes reports as a user does and reads them back. */
class ReportCommandTest {
    private static final Instant START = Instant.parse("2026-10-03T05:00:00Z");
    private static final Duration MONTH = Duration.ofDays(29);

    private static final Pattern SQL =
            Pattern.compile("<p class=\"sqllabel\">Query ([^<]*)</p>\\s*<pre class=\"sql\">([^<]*)</pre>");

    @TempDir
    static Path shared;

    private static Path english;
    private static Path french;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeReports() throws IOException {
        new SampleLake(shared).transactions(600, START, MONTH).load();
        english = make(shared, "en.pdf");
        french = make(shared, "fr.pdf", "--lang", "fr");
    }

    private static Path make(Path project, String name, String... options) {
        List<String> words = new ArrayList<>(List.of("report", "--out", name));
        words.addAll(List.of(options));
        Ended ended = new CommandLineRun(project).run(words.toArray(String[]::new));
        assertThat(ended.err()).doesNotContain("error");
        assertThat(ended).extracting(Ended::exit, Ended::out).containsExactly(Exit.DONE, name + System.lineSeparator());
        return project.resolve(name);
    }

    private static String text(Path report) throws IOException {
        try (PdfReading pdf = PdfReading.of(report)) {
            return pdf.text();
        }
    }

    /** Money of a query's column, as a language writes it. */
    private static List<String> amounts(Path project, String sql, Locale locale) throws SQLException {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        symbols.setGroupingSeparator(locale.equals(Locale.FRENCH) ? '\u202f' : ',');
        symbols.setDecimalSeparator(locale.equals(Locale.FRENCH) ? ',' : '.');
        DecimalFormat format = new DecimalFormat("#,##0.00", symbols);
        List<String> amounts = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + project.resolve("data_warehouse.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                amounts.add(format.format(new BigDecimal(rows.getString(1)).setScale(2, RoundingMode.HALF_UP)));
            }
        }
        return amounts;
    }

    @Test
    void sumsAreThoseOfTheWarehouseToTheCentInBothLanguages() throws IOException, SQLException {
        String all = "SELECT SUM(AMOUNT_USD) FROM TRANSACTIONS_USD ";
        for (String sql : List.of(
                all,
                all + "WHERE STATUS = 'completed'",
                all + "GROUP BY TRANSACTION_TYPE",
                all + "WHERE STATUS = 'completed' GROUP BY TRANSACTION_TYPE",
                all + "GROUP BY COUNTRY",
                all + "GROUP BY PAYMENT_METHOD",
                all + "GROUP BY STATUS",
                all + "GROUP BY substr(TIMESTAMP, 1, 10)",
                all + "GROUP BY USER_ID_HASHED ORDER BY 1 DESC LIMIT 10",
                "SELECT AVG(AMOUNT_USD) FROM TRANSACTIONS_USD GROUP BY TRANSACTION_TYPE")) {
            assertThat(text(english)).as(sql).contains(amounts(shared, sql, Locale.ENGLISH));
            assertThat(text(french)).as(sql).contains(amounts(shared, sql, Locale.FRENCH));
        }
    }

    @Test
    void theQueriesInTheReportGiveItsNumbers() throws IOException, SQLException {
        for (List<String> days : List.of(List.<String>of(), List.of("--from", "2026-10-11", "--to", "2026-10-11"))) {
            String page = Files.readString(make(shared, "queries.html", days.toArray(String[]::new)));
            List<MatchResult> queries = SQL.matcher(page)
                    .results()
                    .filter(query -> !query.group(1).equals("late-records"))
                    .toList();
            assertThat(queries).hasSize(10);
            for (MatchResult query : queries) {
                String section = page.substring(page.lastIndexOf("<h2", query.start()), query.start());
                String sql =
                        query.group(2).replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", "\"");
                for (String number : numbers(sql)) {
                    assertThat(section).as(sql).contains(number);
                }
            }
        }
    }

    /** Every number of an answer as English writes it. */
    private static List<String> numbers(String sql) throws SQLException {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        List<String> numbers = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + shared.resolve("data_warehouse.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    Object value = rows.getObject(i);
                    if (value instanceof Double amount) {
                        numbers.add(new DecimalFormat("#,##0.00", symbols)
                                .format(BigDecimal.valueOf(amount).setScale(2, RoundingMode.HALF_UP)));
                    } else if (value instanceof Number whole) {
                        numbers.add(new DecimalFormat("#,##0", symbols).format(whole));
                    }
                }
            }
        }
        return numbers;
    }

    @Test
    void thePeriodStandsInTheReport() throws IOException {
        String narrow = text(make(shared, "narrow.pdf", "--from", "2026-10-10", "--to", "2026-10-12"));

        assertThat(narrow)
                .contains("FROM TRANSACTIONS_USD WHERE json_extract(data, '$.TIMESTAMP') >= '2026-10-10'")
                .contains("AND json_extract(data, '$.TIMESTAMP') < '2026-10-13'")
                .contains("10 October 2026 to 12 October 2026");
        assertThat(text(english)).contains("FROM TRANSACTIONS_USD GROUP BY transaction_type");
    }

    @Test
    void aPeriodNarrowsEverySum() throws IOException, SQLException {
        String narrow = text(make(shared, "narrow.pdf", "--from", "2026-10-10", "--to", "2026-10-12"));

        String sql =
                "SELECT SUM(AMOUNT_USD) FROM TRANSACTIONS_USD WHERE substr(TIMESTAMP, 1, 10) BETWEEN '2026-10-10' AND '2026-10-12'";
        assertThat(narrow).contains(amounts(shared, sql, Locale.ENGLISH));
        assertThat(narrow)
                .doesNotContain(amounts(shared, "SELECT SUM(AMOUNT_USD) FROM TRANSACTIONS_USD", Locale.ENGLISH)
                        .get(0));
    }

    @Test
    void chaptersAreBookmarkedAndListedWithTheirPages() throws IOException {
        try (PdfReading pdf = PdfReading.of(english)) {
            List<String> bookmarks = pdf.bookmarks();
            assertThat(bookmarks)
                    .contains(
                            "1 The pipeline",
                            "  Total spent per transaction type",
                            "  Users that spent most",
                            "  Average amount per transaction type",
                            "  Failed transactions per country",
                            "  Five-minute peaks");
            String contents = pdf.text(1);
            for (String bookmark : bookmarks) {
                String title = bookmark.strip();
                assertThat(contents).contains(title);
                int page = pageIn(contents, title);
                assertThat(pdf.text(page - 1)).as("page %s of %s", page, title).contains(title);
            }
            assertThat(pdf.document().getPage(1).getAnnotations()).hasSizeGreaterThanOrEqualTo(bookmarks.size());
        }
    }

    private static int pageIn(String contents, String title) {
        String after = contents.substring(contents.indexOf(title) + title.length());
        return Integer.parseInt(after.replaceFirst("^[ .]*(\\d+).*$", "$1"));
    }

    @Test
    void pagesAreNumbered() throws IOException {
        try (PdfReading pdf = PdfReading.of(french)) {
            for (int page = 1; page < pdf.pages(); page++) {
                assertThat(pdf.text(page)).contains((page + 1) + " / " + pdf.pages());
            }
            assertThat(pdf.text(0)).doesNotContain("1 / " + pdf.pages());
        }
    }

    @Test
    void theFileIsTaggedPdfAWithItsFontsInside() throws IOException {
        try (PdfReading pdf = PdfReading.of(french)) {
            String metadata =
                    new String(pdf.document().getDocumentCatalog().getMetadata().toByteArray(), StandardCharsets.UTF_8);
            assertThat(metadata).contains("pdfaid").contains("pdfuaid").contains("Lac et entrepôt de données");
            assertThat(pdf.document().getDocumentCatalog().getMarkInfo().isMarked())
                    .isTrue();
            assertThat(pdf.document().getDocumentCatalog().getLanguage()).isEqualTo("fr");
            assertThat(pdf.document().getDocumentCatalog().getOutputIntents()).hasSize(1);
            assertThat(pdf.fonts()).isNotEmpty().allMatch(PDFont::isEmbedded);
            List<Tag> tags = pdf.tags();
            assertThat(tags).extracting(Tag::name).contains("Document", "H1", "H2", "P", "Table", "TH", "TD", "Link");
            assertThat(tags.stream().filter(tag -> tag.name().equals("Figure")))
                    .hasSizeGreaterThan(8)
                    .allMatch(figure -> figure.alternative().length() > 30);
        }
    }

    @Test
    void bothFormatsSayTheSame() throws IOException, SQLException {
        String page = Files.readString(make(shared, "same.html"));

        assertThat(page).contains("<title>", "TRANSACTIONS_USD", "aria-label=\"Bar chart");
        assertThat(page)
                .contains(amounts(
                        shared, "SELECT SUM(AMOUNT_USD) FROM TRANSACTIONS_USD GROUP BY COUNTRY", Locale.ENGLISH));
        assertThat(page).doesNotContain("src=", "http://localhost", "<script", "url(");
        try (PdfReading pdf = PdfReading.of(english)) {
            assertThat(page)
                    .contains(pdf.bookmarks().stream()
                            .map(title -> title.strip().replaceFirst("^\\d+ ", ""))
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void nothingOverlapsOrIsCutOff(String language) throws IOException {
        assertWellSet(language.equals("en") ? english : french);
    }

    @Test
    void reportsAreKeptListedAndFound() throws IOException {
        CommandLineRun run = new CommandLineRun(folder);
        assertThat(run.run("report", "list").err()).contains("no report was made yet");
        assertThat(run.run("report", "open").exit()).isEqualTo(Exit.FAILED);

        assertThat(run.run("report", "--format", "html").out()).isEqualTo("TP_DataLake_Report.html\n");
        assertThat(Files.getPosixFilePermissions(folder.resolve("reports"))).hasSize(3);
        Files.writeString(folder.resolve("reports/notes.txt"), "mine");
        Ended listed = run.run("report", "list", "-o", "csv");

        assertThat(listed.out().lines()).hasSize(2);
        assertThat(listed.out()).contains("file,made_at,language,format,bytes").contains(",en,html,");
        String file = listed.out().lines().toList().get(1).split(",", -1)[0];
        assertThat(run.run("report", "open").out()).isEqualTo(file + "\n");
        assertThat(run.run("report", "open", file).out()).isEqualTo(file + "\n");
        assertThat(folder.resolve(file)).hasSameBinaryContentAs(folder.resolve("TP_DataLake_Report.html"));
    }

    @Test
    void theScheduledJobMakesOneInEachLanguageAndIsToldOf() throws IOException {
        CommandLineRun run = new CommandLineRun(folder);

        assertThat(run.run("jobs", "run", "report").exit()).isEqualTo(Exit.DONE);

        assertThat(run.run("report", "list", "-o", "csv").out()).contains(",en,pdf,", ",fr,pdf,");
        Path report = make(folder, "next.pdf");
        assertThat(text(report))
                .contains(
                        "Runs by job over time", "No run failed", "A day of the lake is deleted 7 days after its end");
        assertWellSet(report);
    }

    @Test
    void whatIsMistypedIsRefusedBeforeAnythingIsMade() {
        CommandLineRun run = new CommandLineRun(folder);

        assertThat(run.run("report", "--from", "yesterday").exit()).isEqualTo(Exit.USAGE);
        assertThat(run.run("report", "--from", "2026-11-02", "--to", "2026-11-01")
                        .err())
                .contains("the period begins on 2026-11-02, after its end on 2026-11-01");
        assertThat(run.run("report", "--out", "nowhere/x.pdf").err()).contains("there is no folder nowhere");
        assertThat(run.run("report", "--out", ".").err()).contains(" is a folder", "name a file in it with --out");
        assertThat(run.run("report", "--lang", "de").exit()).isEqualTo(Exit.USAGE);
        Ended twoFormats = run.run("report", "--format", "html", "--out", "x.pdf");
        assertThat(twoFormats.exit()).isEqualTo(Exit.USAGE);
        assertThat(twoFormats.err())
                .contains("--format html does not go with the name of --out x.pdf", "name a file that ends in .html");
        assertThat(run.run("report", "--format", "pdf", "--out", "x.HTM").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(folder.resolve("x.pdf")).doesNotExist();
        assertThat(folder.resolve("reports")).doesNotExist();
    }
}
