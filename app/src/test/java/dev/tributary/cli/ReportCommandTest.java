package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.PdfReading;
import dev.tributary.testing.PdfReading.Glyph;
import dev.tributary.testing.PdfReading.Tag;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** The page without its margins, in points; running heads stand outside. */
    private static final Rectangle2D PRINTED = new Rectangle2D.Double(56, 20, 483.5, 802);

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
    void anEmptyProjectHasAReportThatSaysSo() throws IOException {
        Path report = make(folder, "empty.pdf");

        assertThat(text(report))
                .contains(
                        "No transactions yet",
                        "The lake is empty",
                        "There is no warehouse yet",
                        "Nothing is in quarantine");
        assertWellSet(report);
        assertWellSet(make(folder, "vide.pdf", "--lang", "fr"));
    }

    @Test
    void oneDayIsDividedIntoHoursAndAYearIntoMonths() throws IOException {
        new SampleLake(folder).transactions(60, START, Duration.ofHours(10)).load();
        Path day = make(folder, "day.pdf");
        Path other = Files.createDirectory(folder.resolve("other"));
        new SampleLake(other)
                .transactions(400, Instant.parse("2025-01-01T00:00:00Z"), Duration.ofDays(365))
                .load();
        Path year = make(other, "year.pdf");

        assertThat(text(day)).contains("per transaction type and hour", "2026-10-03 05", "3 October 2026");
        assertThat(text(year))
                .contains("per transaction type and month", "2025-07", "1 January 2025 to 31 December 2025");
        assertWellSet(day);
        assertWellSet(year);
    }

    @Test
    void wideTablesAndLongNamesStayInTheirColumns() throws IOException {
        String members = IntStream.range(0, 500)
                .mapToObj(n -> "\"A_RATHER_LONG_MEMBER_NUMBER_%03d\":%d".formatted(n, n))
                .collect(Collectors.joining(","));
        String longName = "TRANSACTIONS_" + "VERYLONGNAME".repeat(8);
        String unbroken = "w".repeat(300);
        Files.writeString(
                folder.resolve("tributary.yaml"),
                "feeds: [{topic: TRANSACTIONS_*}, {topic: WIDE}, {topic: " + longName + "}]\n");
        new SampleLake(folder)
                .transactions(40, START, MONTH)
                .add("WIDE", "2026-10-03", "{" + members + "}")
                .add(longName, "2026-10-03", "{\"X\":1}")
                .add(
                        "TRANSACTIONS_USD",
                        "2026-10-03",
                        "{\"TIMESTAMP\":\"2026-10-04T00:00:00Z\",\"AMOUNT_USD\":987654321987.25,\"STATUS\":\""
                                + unbroken
                                + "\",\"TRANSACTION_TYPE\":\"" + unbroken + "\",\"COUNTRY\":\"" + unbroken
                                + "\",\"USER_ID_HASHED\":\"<script>&\\u202e\\u0007" + unbroken + "\"}")
                .load();
        Path report = make(folder, "wide.pdf");

        assertThat(text(report)).contains("440 more columns", "987,654,321,987.25", "<script>&");
        assertWellSet(report);
        assertThat(Files.readString(make(folder, "wide.html"))).doesNotContain("<script", "\u202e");
    }

    @Test
    void reportsAreKeptListedAndFound() throws IOException {
        CommandLineRun run = new CommandLineRun(folder);
        assertThat(run.run("report", "list").err()).contains("no report was made yet");
        assertThat(run.run("report", "open").exit()).isEqualTo(Exit.FAILED);

        assertThat(run.run("report", "--format", "html").out()).isEqualTo("TP_DataLake_Report.html\n");
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
    void whatIsMistypedIsRefusedBeforeAnythingIsMade() {
        CommandLineRun run = new CommandLineRun(folder);

        assertThat(run.run("report", "--from", "yesterday").exit()).isEqualTo(Exit.USAGE);
        assertThat(run.run("report", "--from", "2026-11-02", "--to", "2026-11-01")
                        .err())
                .contains("the period begins on 2026-11-02, after its end on 2026-11-01");
        assertThat(run.run("report", "--out", "nowhere/x.pdf").err()).contains("there is no folder nowhere");
        assertThat(run.run("report", "--lang", "de").exit()).isEqualTo(Exit.USAGE);
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    /** No two characters stand in each other, none leaves its page's margins, and no page is empty. */
    private static void assertWellSet(Path report) throws IOException {
        try (PdfReading pdf = PdfReading.of(report)) {
            for (int page = 0; page < pdf.pages(); page++) {
                List<Glyph> glyphs = pdf.glyphs(page);
                String where = report.getFileName() + ", page " + (page + 1);
                assertThat(glyphs).as(where).isNotEmpty();
                assertThat(glyphs).as(where).allMatch(glyph -> PRINTED.contains(glyph.box()));
                assertNoOverlap(glyphs, where);
                assertWhiteMargins(pdf.picture(page), page, where);
            }
        }
    }

    private static void assertNoOverlap(List<Glyph> glyphs, String where) {
        List<Glyph> sorted = new ArrayList<>(glyphs);
        sorted.sort(Comparator.comparingDouble(glyph -> glyph.box().getMinY()));
        for (int i = 0; i < sorted.size(); i++) {
            Rectangle2D box = sorted.get(i).box();
            for (int j = i + 1; j < sorted.size() && sorted.get(j).box().getMinY() < box.getMaxY(); j++) {
                Rectangle2D shared = box.createIntersection(sorted.get(j).box());
                boolean apart = shared.getWidth()
                                <= 0.3
                                        * Math.min(
                                                box.getWidth(),
                                                sorted.get(j).box().getWidth())
                        || shared.getHeight() <= 0.3 * box.getHeight();
                assertThat(apart)
                        .as("%s: %s and %s", where, sorted.get(i), sorted.get(j))
                        .isTrue();
            }
        }
    }

    /** The cover alone reaches the page's edges. */
    private static void assertWhiteMargins(BufferedImage picture, int page, String where) {
        for (int y = 0; page > 0 && y < picture.getHeight(); y++) {
            assertThat(picture.getRGB(30, y) & 0xffffff)
                    .as("%s, left of line %s", where, y)
                    .isEqualTo(0xffffff);
            assertThat(picture.getRGB(picture.getWidth() - 30, y) & 0xffffff)
                    .as("%s, right of line %s", where, y)
                    .isEqualTo(0xffffff);
        }
    }
}
