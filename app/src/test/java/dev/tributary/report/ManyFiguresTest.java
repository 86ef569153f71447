package dev.tributary.report;

import static dev.tributary.testing.PageLayout.assertWellSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.report.Governance.Check;
import dev.tributary.report.Governance.Extent;
import dev.tributary.report.Governance.Holder;
import dev.tributary.report.Governance.Permission;
import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Reason;
import dev.tributary.report.PipelineFigures.Role;
import dev.tributary.report.PipelineFigures.Topic;
import dev.tributary.testing.PdfReading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of a system that has thousands of everything: long, not endless, and it says what it leaves out. */
class ManyFiguresTest {
    private static final Instant NOW = Instant.parse("2026-11-22T14:03:11Z");

    @TempDir
    Path folder;

    @Test
    void thousandsOfEverythingAreCutAndSummedUp() throws IOException {
        for (Language language : Language.values()) {
            Path file = folder.resolve(language.code() + ".pdf");
            try (OutputStream out = Files.newOutputStream(file)) {
                MakeReport.make(figures(), Optional.empty(), new Edition(Period.ALL, language, ReportFormat.PDF), out);
            }
            assertWellSet(file);
        }
        try (PdfReading pdf = PdfReading.of(folder.resolve("en.pdf"))) {
            assertThat(pdf.pages()).isLessThan(50);
            assertThat(pdf.text())
                    .contains("The first 100 of 3,000 rows; the total is of all.", "Total – – 6,000 3,000")
                    .contains("differs by 7")
                    .contains("The first 60 of 402 folders. Users 19 to 24 of 30.")
                    .contains("The first 200 of 900.")
                    .contains("The first 40 of 50 rows; the total is of all.")
                    .contains("The newest 30 of 500 rows.")
                    .contains("entry 10 is not as it was written")
                    .contains("The first 10 of 20.");
        }
    }

    private static PipelineFigures figures() {
        return new PipelineFigures(
                NOW,
                "many",
                "1.0",
                Optional.empty(),
                Optional.of("kafka-one.example:9092,kafka-two.example:9092"),
                OptionalLong.of(123_456_789_012L),
                IntStream.range(0, 400).mapToObj(ManyFiguresTest::topic).toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                IntStream.range(0, 3_000)
                        .mapToObj(n -> new Reason("TOPIC_" + n % 9, "reason_" + n, 2, 1))
                        .toList(),
                IntStream.range(0, 2_000).mapToObj(ManyFiguresTest::run).toList(),
                governance(),
                Duration.ofMinutes(6),
                List.of(),
                List.of());
    }

    /** The last one differs: it must not be among those that are cut. */
    private static Topic topic(int n) {
        long rows = n == 399 ? 1_007 : 1_000;
        return new Topic(
                "A_TOPIC_WITH_A_NAME_%03d".formatted(n),
                Role.OTHER,
                Mode.APPEND,
                false,
                365,
                1_000,
                10,
                1L << 40,
                3,
                1,
                1_000,
                10,
                PipelineFigures.Past.NONE,
                true,
                false,
                OptionalLong.of(rows),
                Optional.of(NOW));
    }

    private static Run run(int n) {
        Instant started = NOW.minusSeconds(60L * n);
        return new Run(
                "job-" + n % 20,
                started,
                Optional.of(started.plusMillis(n)),
                n % 4 == 0 ? Run.Outcome.FAILED : n % 4 == 1 ? Run.Outcome.SKIPPED : Run.Outcome.DONE,
                "disk /a/very/long/path/" + "without-blanks/".repeat(12));
    }

    private static Governance governance() {
        List<String> folders =
                IntStream.range(0, 402).mapToObj(n -> "FOLDER_" + n).toList();
        List<Holder> holders = IntStream.range(0, 30)
                .mapToObj(n -> new Holder(
                        "user-" + n, n == 3, Collections.nCopies(402, new Extent(n % 2 == 0, n % 4 == 0, n % 5 == 0))))
                .toList();
        List<Permission> grants = IntStream.range(0, 900)
                .mapToObj(n -> new Permission(
                        "user-" + n % 30,
                        "FOLDER_" + n % 402,
                        true,
                        false,
                        "A=hide",
                        Optional.of("B > " + n),
                        NOW,
                        "lee"))
                .toList();
        Check broken = new Check(
                NOW,
                false,
                5_000,
                IntStream.rangeClosed(1, 20)
                        .mapToObj(n -> "entry " + n + " is not as it was written")
                        .toList());
        return new Governance(
                Optional.of(
                        new Governance.Retention(Optional.empty(), Optional.of(Duration.ofDays(400)), false, false)),
                IntStream.range(0, 2_000)
                        .mapToObj(n -> new Governance.Deleted(
                                "TOPIC_" + n % 50,
                                Optional.of(LocalDate.EPOCH.plusDays(n)),
                                NOW,
                                1_000_000,
                                1L << 33,
                                n % 2 == 0))
                        .toList(),
                new Governance.Permissions(folders, holders, grants),
                Optional.of(broken),
                Optional.of(new Governance.Audit(
                        broken,
                        List.of(
                                new Governance.Entries("query", 4_999, NOW),
                                new Governance.Entries("of-a-newer-kind", 1, NOW)))),
                Optional.of(new Check(NOW, true, 0, List.of())));
    }
}
