package dev.tributary.cli;

import static dev.tributary.testing.PageLayout.assertWellSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.testing.PdfReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of projects that have nothing, little, much, or what nobody expects: each is whole, in both languages. */
class ReportEdgeTest {
    private static final Instant START = Instant.parse("2026-10-03T05:00:00Z");
    private static final String UNBROKEN = "w".repeat(300);

    @TempDir
    Path folder;

    /** Makes the report in both languages, looks at each page, and gives the English text. */
    private static String report(Path project, String... options) throws IOException {
        String text = "";
        for (String language : new String[] {"fr", "en"}) {
            String[] words = joined(options, "report", "--lang", language, "--out", language + ".pdf");
            Ended ended = new CommandLineRun(project).run(words);
            assertThat(ended.err()).doesNotContain("error");
            assertWellSet(project.resolve(language + ".pdf"));
            try (PdfReading pdf = PdfReading.of(project.resolve(language + ".pdf"))) {
                text = pdf.text();
            }
        }
        return text;
    }

    private static String[] joined(String[] more, String... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String usd(String members, double amount) {
        return String.format(
                Locale.ROOT, "{\"TIMESTAMP\":\"2026-10-04T00:00:00Z\",\"AMOUNT_USD\":%s,%s}", amount, members);
    }

    @Test
    void aFolderWhereNothingWasEverRunHasAReportThatSaysSo() throws IOException {
        assertThat(report(folder))
                .contains(
                        "No transactions yet",
                        "The lake is empty",
                        "There is no warehouse yet",
                        "Nothing is in quarantine",
                        "There are no users");
    }

    @Test
    void aWarehouseWithoutTablesHasOneToo() throws IOException {
        new CommandLineRun(folder).run("users", "add", "anna", "--role", "analyst");

        assertThat(report(folder)).contains("The warehouse has no tables yet", "Nothing was granted");
    }

    @Test
    void oneDayIsDividedIntoHours() throws IOException {
        new SampleLake(folder).transactions(60, START, Duration.ofHours(10)).load();

        assertThat(report(folder)).contains("per transaction type and hour", "2026-10-03 05", "3 October 2026");
    }

    @Test
    void aYearIsDividedIntoMonths() throws IOException {
        new SampleLake(folder)
                .transactions(400, Instant.parse("2025-01-01T00:00:00Z"), Duration.ofDays(365))
                .load();

        assertThat(report(folder))
                .contains(
                        "per transaction type and month",
                        "2025-07",
                        "1 January 2025 to 31 December 2025",
                        "The newest 31 of 365 rows");
    }

    @Test
    void wideTablesAndLongNamesStayInTheirColumns() throws IOException {
        String members = IntStream.range(0, 500)
                .mapToObj(n -> "\"%s_%03d\":%d".formatted("A_LONG_NAME_".repeat(8), n, n))
                .collect(Collectors.joining(","));
        String longName = "TRANSACTIONS_" + "VERYLONGNAME".repeat(19) + "LONGEST.";
        assertThat(longName).hasSize(249);
        Files.writeString(
                folder.resolve("tributary.yaml"),
                "feeds: [{topic: TRANSACTIONS_*}, {topic: WIDE}, {topic: " + longName + "}]\n");
        new SampleLake(folder)
                .transactions(40, START, Duration.ofDays(29))
                .add("WIDE", "2026-10-03", "{" + members + "}")
                .add(longName, "2026-10-03", "{\"X\":1}")
                .add(
                        "TRANSACTIONS_USD",
                        "2026-10-03",
                        usd(
                                "\"STATUS\":\"%1$s\",\"TRANSACTION_TYPE\":\"%1$s\",\"COUNTRY\":\"%1$s\",\"USER_ID_HASHED\":\"<script>&\\u202e\\u0007%1$s\""
                                        .formatted(UNBROKEN),
                                987654321987.25))
                .load();
        CommandLineRun run = new CommandLineRun(folder);
        for (int user = 0; user < 14; user++) {
            assertThat(run.run("users", "add", "a-user-of-a-long-name-" + user, "--role", "analyst")
                            .exit())
                    .isEqualTo(Exit.DONE);
        }
        run.run(
                "permissions",
                "grant",
                "a-user-of-a-long-name-0",
                longName,
                "--read",
                "--where",
                "X = '" + UNBROKEN + "'");
        run.run(
                "permissions",
                "grant",
                "a-user-of-a-long-name-1",
                "WIDE",
                "--read",
                "--mask",
                "A_LONG_NAME_".repeat(8) + "_001=hide");

        assertThat(report(folder))
                .contains("440 more columns", "987,654,321,987.25", "<script>&", "Users 13 to 14 of 14");
        assertThat(report(folder, "--as", "a-user-of-a-long-name-0")).contains("Made as a-user-of-a-long-name-0");
        run.run("report", "--out", "wide.html");
        assertThat(Files.readString(folder.resolve("wide.html"))).doesNotContain("<script", "\u202e");
    }

    @Test
    void amountsOfNothingAndBelowNothingAreShown() throws IOException {
        new SampleLake(folder)
                .add("TRANSACTIONS_USD", "2026-10-04", usd("\"TRANSACTION_TYPE\":\"free\",\"STATUS\":\"completed\"", 0))
                .add("TRANSACTIONS_USD", "2026-10-04", usd("\"TRANSACTION_TYPE\":\"back\",\"COUNTRY\":\"UK\"", -12.345))
                .load();

        assertThat(report(folder)).contains("free 0.00 0.00", "back \u221212.35 0.00", "Total \u221212.35 0.00");
    }

    @Test
    void lettersOfAllKindsLeaveThePageWhole() throws IOException {
        SampleLake lake = new SampleLake(folder);
        for (String name : new String[] {
            "Côte d’Ivoire – Œuvre",
            "日本語の国",
            "مرحبا بالعالم",
            "שלום עולם",
            "\ud83d\ude80 rocket \ud83c\uddeb\ud83c\uddf7",
            "e\u0301\u0302\u0323 combined",
            "a\u200bb\u00adc",
            "\\ud800 half",
            "tab\\tand\\nline"
        }) {
            lake.add(
                    "TRANSACTIONS_USD",
                    "2026-10-04",
                    usd("\"TRANSACTION_TYPE\":\"%1$s\",\"COUNTRY\":\"%1$s\",\"STATUS\":\"%1$s\"".formatted(name), 5));
        }
        lake.load();

        assertThat(report(folder)).contains("Côte d’Ivoire – Œuvre", "45.00");
    }
}
