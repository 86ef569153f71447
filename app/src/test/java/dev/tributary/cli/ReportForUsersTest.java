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
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports that are made as a user: what he may not read is marked in the project, and must be nowhere in them. */
class ReportForUsersTest {
    private static final Instant START = Instant.parse("2026-10-03T05:00:00Z");

    /** Stands in every row, name and setting that anna may not see, and nowhere else. */
    private static final String SECRET = "zzsecret";

    /** What she may not see either. */
    private static final List<String> HIDDEN = List.of(
            SECRET,
            "TRANSACTIONS_SECURE",
            "7,777,777",
            "7 777 777",
            "SPEND_LAST_FIVE",
            "Japan",
            "paypal",
            "transaction_log",
            "quarantine list");

    private static final Pattern SQL = Pattern.compile("<pre class=\"sql\">([^<]*)</pre>");

    @TempDir
    static Path project;

    @BeforeAll
    static void makeProject() throws IOException {
        Files.writeString(
                project.resolve("tributary.yaml"),
                "feeds: [{topic: 'TRANSACTIONS_*'}, {topic: SPEND_LAST_FIVE_MIN_BY_TYPE}, {topic: ZZSECRET_PAY}]\nbackup: {folder: zzsecret-backup}\n");
        new SampleLake(project)
                .transactions(300, START, Duration.ofDays(20))
                .add("ZZSECRET_PAY", "2026-10-04", "{\"ZZSECRET_MEMBER\":\"zzsecret\"}")
                .add(
                        "TRANSACTIONS_USD",
                        "2026-10-04",
                        usd("zzsecret land", "zzsecret type", "zzsecret method", 7_777_777.77))
                .add("TRANSACTIONS_USD", "2026-10-05", usd("France", "payment", "zzsecret method", 12.34))
                .load();
        CommandLineRun run = new CommandLineRun(project);
        for (String[] command : new String[][] {
            {"users", "add", "anna", "--role", "analyst"},
            {"users", "add", "nobody", "--role", "analyst"},
            {"users", "add", "zzsecretuser", "--role", "analyst"},
            {"permissions", "grant", "zzsecretuser", "ZZSECRET_PAY", "--read"},
            {
                "permissions",
                "grant",
                "anna",
                "TRANSACTIONS_USD",
                "--read",
                "--mask",
                "USER_ID_HASHED=first:8",
                "--mask",
                "PAYMENT_METHOD=redact",
                "--where",
                "COUNTRY = 'France'"
            },
            {
                "permissions",
                "grant",
                "anna",
                "TRANSACTIONS_FAILED",
                "--read",
                "--where",
                "COUNTRY IN ('France', 'UK')",
                "--mask",
                "PAYMENT_METHOD=hide"
            },
            {"jobs", "run", "prune"}
        }) {
            assertThat(run.run(command).exit()).as(String.join(" ", command)).isEqualTo(Exit.DONE);
        }
    }

    private static String usd(String country, String type, String method, double amount) {
        return String.format(
                Locale.ROOT,
                "{\"TRANSACTION_ID\":\"t%1$s\",\"TIMESTAMP\":\"2026-10-04T00:00:00Z\",\"USER_ID_HASHED\":\"abcdefgh%5$s\",\"STATUS\":\"completed\","
                        + "\"COUNTRY\":\"%2$s\",\"TRANSACTION_TYPE\":\"%3$s\",\"PAYMENT_METHOD\":\"%4$s\",\"AMOUNT_USD\":%1$s}",
                amount,
                country,
                type,
                method,
                SECRET);
    }

    private static Path make(String user, String name, String... options) {
        List<String> words = new ArrayList<>(List.of("report", "--as", user, "--out", name));
        words.addAll(List.of(options));
        Ended ended = new CommandLineRun(project).run(words.toArray(String[]::new));
        assertThat(ended).extracting(Ended::exit, Ended::out).containsExactly(Exit.DONE, name + System.lineSeparator());
        return project.resolve(name);
    }

    /** All that can be read in a file: its pages, its alternative texts, bookmarks, title. */
    private static String everything(Path report) throws IOException {
        try (PdfReading pdf = PdfReading.of(report)) {
            return pdf.text()
                    + pdf.tags().stream().map(Tag::alternative).collect(Collectors.joining(" "))
                    + pdf.bookmarks()
                    + new String(
                            pdf.document().getDocumentCatalog().getMetadata().toByteArray(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void nothingThatIsHiddenFromTheUserIsInHisReport() throws IOException {
        for (String language : List.of("en", "fr")) {
            Path pdf = make("anna", "anna.pdf", "--lang", language);
            String page = Files.readString(make("anna", "anna.html", "--lang", language));
            for (String hidden : HIDDEN) {
                assertThat(everything(pdf)).doesNotContainIgnoringCase(hidden);
                assertThat(page).doesNotContainIgnoringCase(hidden);
            }
            assertWellSet(pdf);
        }
    }

    @Test
    void aFullReportOfTheSameProjectHoldsAllOfThat() throws IOException {
        assertThat(new CommandLineRun(project)
                        .run("report", "--out", "full.pdf")
                        .exit())
                .isEqualTo(Exit.DONE);

        assertThat(everything(project.resolve("full.pdf")))
                .contains(
                        "zzsecret land",
                        "zzsecret method",
                        "ZZSECRET_PAY",
                        "zzsecretuser",
                        "zzsecret-backup",
                        "7,777,777.77",
                        "Japan");
    }

    @Test
    void theReportSaysForWhomItIsAndByWhichPermissions() throws IOException {
        assertThat(everything(make("anna", "anna.pdf")))
                .contains(
                        "Made as anna: it holds only what anna may read.",
                        "TRANSACTIONS_USD (masked: PAYMENT_METHOD=redact,",
                        "USER_ID_HASHED=first:8",
                        "COUNTRY = 'France'",
                        "Left out, because only administrators may see it",
                        "1 analysis is left out");
        assertThat(everything(make("anna", "anna.pdf", "--lang", "fr")))
                .contains("Établi en tant que anna", "lignes où COUNTRY = 'France'", "1 analyse est omise");
    }

    @Test
    void itsNumbersAreThoseThatTheSameQueriesGiveThatUser() throws IOException {
        String page = Files.readString(make("anna", "anna.html"));
        List<MatchResult> queries = SQL.matcher(page).results().toList();

        assertThat(queries).hasSize(10);
        for (MatchResult query : queries) {
            String section = page.substring(page.lastIndexOf("<h2", query.start()), query.start());
            String sql =
                    query.group(1).replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", "\"");
            Ended asked = new CommandLineRun(project).run("sql", sql, "--as", "anna", "-o", "csv");
            assertThat(asked.exit()).as(asked.err()).isEqualTo(Exit.DONE);
            List<String> lines = asked.out().lines().skip(1).toList();
            for (String line : lines) {
                shown(line, lines.size() == 1)
                        .forEach(cell -> assertThat(section).as(sql).contains(cell));
            }
        }
        assertThat(page).contains(">***<", ">abcdefgh***<", ">12.34<").doesNotContain("There are no transactions");
    }

    /** The cells of a line as the report writes them; counts that stand in sentences are left out. */
    private static List<String> shown(String line, boolean counts) {
        DecimalFormatSymbols symbols = new DecimalFormatSymbols(Locale.ROOT);
        List<String> cells = new ArrayList<>();
        for (String cell : line.split(",", -1)) {
            if (cell.matches("-?\\d+\\.\\d+(E\\d+)?")) {
                cells.add(new DecimalFormat("#,##0.00", symbols)
                        .format(new BigDecimal(cell).setScale(2, RoundingMode.HALF_UP)));
            } else if (!counts && !cell.isEmpty() && !cell.matches("20\\d\\d-.*")) {
                cells.add(cell);
            }
        }
        return cells;
    }

    @Test
    void whoHasNothingIsToldSo() throws IOException {
        Path report = make("nobody", "nobody.pdf");

        assertThat(everything(report))
                .contains("nobody was granted nothing", "None of the analyses", "There is no table that may be read")
                .doesNotContainIgnoringCase("TRANSACTIONS_")
                .doesNotContainIgnoringCase(SECRET);
        assertWellSet(report);
        assertWellSet(make("nobody", "personne.pdf", "--lang", "fr"));
    }

    @Test
    void aUsersReportGoesToHisFileAloneAndIsWrittenDown() throws IOException {
        long before = keptReports();
        make("anna", "mine.pdf");
        assertThat(keptReports()).isEqualTo(before);
        CommandLineRun run = new CommandLineRun(project);
        assertThat(run.run("report", "--as", "anna")).extracting(Ended::exit).isEqualTo(Exit.USAGE);
        assertThat(run.run("report", "--as", "anna", "--verify", "--out", "x.pdf")
                        .err())
                .contains("anna may not compare Kafka, lake and warehouse");
        assertThat(run.run("report", "list", "--as", "anna").err()).contains("anna may not run");
        assertThat(run.run("report", "open", "--as", "anna").err()).contains("anna may not run");
        assertThat(project.resolve("x.pdf")).doesNotExist();
        assertThat(run.run("audit", "list", "-o", "csv").out()).contains("anna,export", "anna,query");
    }

    private static long keptReports() throws IOException {
        Path folder = project.resolve("reports");
        if (Files.notExists(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }
}
