package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.cli.CommandLineRun.Ended;
import dev.tributary.privacy.PrivacyCheckResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project in which everything is wrong that can be: each of it is found, by one check. */
class PrivacyCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DAY = "2026-11-20";

    @TempDir
    static Path folder;

    private static Path project;
    private static Ended checked;
    private static JsonNode rows;

    @BeforeAll
    static void plantAndCheck() throws Exception {
        project = folder.resolve("planted");
        SampleLake lake = new SampleLake(project);
        lake.add("TRANSACTIONS_SECURE", DAY, row(md5("USER-4026"), md5("Smith"), "203.0.x.x", "*** ******", ""));
        lake.add("TRANSACTIONS_SECURE", DAY, row(md5("USER-4027"), md5("Smith"), "203.0.113.77", "742 Main St", ""));
        lake.add(
                "TRANSACTIONS_SECURE",
                DAY,
                row("f".repeat(32), "f".repeat(32), "1.2.x.x", "*** ******", ",\"PSEUDONYM_KEY\":2"));
        lake.add("RAW", DAY, "{\"USER_NAME\":\"Johnson\",\"ZIP\":\"69001\"}");
        lake.add("RAW", DAY, "{\"WHO\":\"zoe@example.org\"}");
        Files.createDirectories(project);
        Files.writeString(project.resolve("tributary.yaml"), "backup: { folder: backups }\n");
        lake.load();
        plantInWarehouse();
        plantInFiles();
        Files.writeString(folder.resolve("customers.txt"), "zoe@example.org\n\nmax@example.org\n");
        checked = run(
                "privacy",
                "check",
                "-o",
                "json",
                "--list",
                folder.resolve("customers.txt").toString());
        rows = JSON.readTree(checked.out());
    }

    private static String row(String id, String name, String ip, String street, String more) {
        return "{\"TRANSACTION_ID\":\"TXN-1\",\"USER_ID_HASHED\":\"%s\",\"USER_NAME_HASHED\":\"%s\",\"IP_MASKED\":\"%s\",\"STREET_MASKED\":\"%s\"%s}"
                .formatted(id, name, ip, street, more);
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A name in a comment, and a row that is gone but for its bytes on a free page. */
    private static void plantInWarehouse() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + project.resolve("data_warehouse.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, comment TEXT)");
            statement.execute("INSERT INTO notes (comment) VALUES ('called back'), ('Smith')");
            statement.execute("CREATE TABLE gone (comment TEXT)");
            statement.execute("INSERT INTO gone VALUES ('USER-5555 was here')");
            statement.execute("DELETE FROM gone");
        }
    }

    private static void plantInFiles() throws IOException {
        write("reports/old.html", "<table>\n<tr><td>Garcia</td></tr></table>");
        pdf(project.resolve("reports/old.pdf"), "of USER-7777 alone");
        write(".tributary/logs/other.log", "started\nasked by 198.51.100.7 at broker 10.1.2.3:9092\n");
        gzip(project.resolve("export.csv.gz"), "1,USER-3333\n");
        write("backups/2026/lake/pipeline/X/x.jsonl", "{\"A\":\"USER-1111\"}\n");
        secret("backups/2026/lake/pipeline/_dead_letters/X/x.jsonl", "{\"A\":\"USER-1111\"}\n", "rw-------");
        secret("pipeline/_dead_letters/X/2026-11-20/x.jsonl", "{\"raw\":\"USER-1111 USER-2222\"}\n", "rw-------");
        secret("pipeline/TRANSACTIONS_QUARANTINE/2026-11-20/x.jsonl", "{\"raw\":\"USER-1111\"}\n", "rw-r--r--");
        write(".tributary/kafka/transaction_log-0/0.log", "{\"USER_ID\":\"USER-8888\"}\n");
    }

    private static Path write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void secret(String name, String text, String mode) throws IOException {
        Files.setPosixFilePermissions(write(name, text), PosixFilePermissions.fromString(mode));
    }

    private static void gzip(Path file, String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, packed.toByteArray());
    }

    private static void pdf(Path file, String text) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(text);
                content.endText();
            }
            document.save(file.toFile());
        }
    }

    private static Ended run(String... arguments) {
        return FilledProject.run(project, arguments);
    }

    @Test
    void itEndsWithSixAndShowsNoValue() {
        assertThat(checked.exit()).as(checked.err()).isEqualTo(Exit.CHECK_FAILED);
        assertThat(checked.out() + checked.err())
                .doesNotContain("4026", "5555", "203.0.113", "742 Main", "Smith", "Johnson", "69001", "zoe", "198.51");
    }

    @Test
    void pseudonymsWithoutAKeyAreRecovered() {
        assertRow("USER_ID_HASHED", 3, 2, "found");
        assertRow("USER_NAME_HASHED", 2, 1, "found");
        assertThat(checked.err()).contains("lines.jsonl: 2 x pseudonyms that are guessed, made as MD5");
    }

    @Test
    void masksThatShowTooMuchAreFound() {
        assertRow("IP_MASKED", 3, 1, "found");
        assertRow("STREET_MASKED", 2, 1, "found");
    }

    @Test
    void aPseudonymInTwoColumnsIsFound() {
        assertRow("one person in two columns", 5, 1, "found");
    }

    @Test
    void whatIsInClearIsFoundWithItsPlace() {
        assertRow("in clear: lake", 2, 5, "found");
        assertThat(checked.err())
                .contains("pipeline/RAW/2026-11-20/lines.jsonl, line 1: 1 x user name (Jo***)")
                .contains("pipeline/RAW/2026-11-20/lines.jsonl, line 1: 1 x ZIP code (69*** in ZIP)")
                .contains("pipeline/RAW/2026-11-20/lines.jsonl, line 2: 1 x listed value (zo***)")
                .contains("pipeline/TRANSACTIONS_SECURE/2026-11-20/lines.jsonl, line 2: 1 x IP address (20***)")
                .contains("pipeline/TRANSACTIONS_SECURE/2026-11-20/lines.jsonl, line 2: 1 x street (74***)")
                .contains("table notes, row 2: 1 x user name (Sm***)")
                .contains("table TRANSACTIONS_SECURE, row 2: 1 x street (74***)");
    }

    @Test
    void whatWasDeletedFromTheWarehouseIsFoundInItsBytes() {
        assertThat(checked.err())
                .containsPattern("data_warehouse\\.db(-wal)?, byte [\\d,]+: 1 x user id \\(US\\*\\*\\*\\)");
        assertThat(checked.err()).doesNotContain("table gone");
    }

    @Test
    void packedFilesReportsLogsAndBackupsAreSearched() {
        assertThat(checked.err())
                .contains("reports/old.html, line 2: 1 x user name (Ga***)")
                .contains("reports/old.pdf, in what is packed in it: 1 x user id")
                .contains("export.csv.gz, in what is packed in it: 1 x user id")
                .contains(".tributary/logs/other.log, line 2: 1 x IP address (19***)")
                .contains("backups/2026/lake/pipeline/X/x.jsonl, line 1: 1 x user id");
        assertRow("in clear: backups", 1, 1, "found");
        assertRow("in clear: logs", -1, 1, "found");
    }

    @Test
    void quarantineIsCountedAndMustBeClosedToOthers() {
        assertRow("quarantine and dead letters", 3, 1, "found");
        assertThat(checked.err())
                .contains("pipeline/TRANSACTIONS_QUARANTINE/2026-11-20/x.jsonl: 1 x is open to other users")
                .doesNotContain("_dead_letters");
    }

    @Test
    void theBrokersOwnDataIsNamedAndNotSearched() {
        JsonNode row = find("embedded broker");
        assertThat(row.get("outcome").textValue()).isEqualTo("not searched");
        assertThat(row.get("detail").textValue()).contains("transaction_log", "for ever");
        assertThat(checked.err()).doesNotContain("kafka/transaction_log");
    }

    @Test
    void theResultIsKeptAndAudited() {
        PrivacyCheckResult last =
                PrivacyCheckResult.last(project.resolve(".tributary")).orElseThrow();
        assertThat(last.passed()).isFalse();
        assertThat(last.rows()).hasSize(rows.size());
        assertThat(last.findings())
                .hasSameSizeAs(checked.err()
                        .lines()
                        .filter(line -> line.startsWith("found:"))
                        .toList());
        assertThat(run("audit", "list", "--action", "check").out()).contains("what=privacy", "passed=false");
        assertThat(PrivacyCheckResult.last(folder)).isEmpty();
    }

    @Test
    void aVersionOfTheKeyIsATypedColumn() {
        Ended ended = run(
                "sql", "-o", "csv", "SELECT PSEUDONYM_KEY, typeof(PSEUDONYM_KEY) FROM TRANSACTIONS_SECURE ORDER BY 1");
        assertThat(ended.out().lines()).contains("2,integer", ",null");
    }

    @Test
    void aListThatIsNoneIsRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        Path binary = Files.write(folder.resolve("binary.txt"), new byte[] {(byte) 0xff, (byte) 0xfe});
        for (Path list : List.of(empty, binary, folder.resolve("missing.txt"), folder)) {
            Ended ended = run("privacy", "check", "--list", list.toString());
            assertThat(ended.exit()).as("%s", list).isEqualTo(Exit.USAGE);
            assertThat(ended.err()).contains("error: --list " + list, "fix:");
        }
    }

    @Test
    void rotationIsADryRunUntilYesAndIsAudited() throws IOException {
        Path other =
                Files.createDirectories(folder.resolve("rotated/.tributary")).getParent();
        Path key = other.resolve(".tributary/pseudonym.key");
        Files.writeString(key, "ab".repeat(32) + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

        Ended dry = FilledProject.run(other, "privacy", "rotate");
        assertThat(dry.exit()).isZero();
        assertThat(dry.err()).contains("would put version 2", "nothing changed; add --yes");
        assertThat(Files.readString(key)).isEqualTo("ab".repeat(32) + "\n");

        Ended done = FilledProject.run(other, "privacy", "rotate", "--yes");
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.err()).contains("version 2 of the key is in", "version 1 stays in the file");
        assertThat(Files.readString(key)).startsWith("1 " + "ab".repeat(32) + "\n2 ");
        assertThat(FilledProject.run(other, "audit", "list", "--action", "rotate")
                        .out())
                .contains("key=pseudonyms", "version=2")
                .doesNotContain("abab");
    }

    private static void assertRow(String check, long lookedAt, long found, String outcome) {
        JsonNode row = find(check);
        assertThat(row.get("outcome").textValue()).as("%s", row).isEqualTo(outcome);
        assertThat(row.get("found").longValue()).as("%s", row).isEqualTo(found);
        if (lookedAt >= 0) {
            assertThat(row.get("looked_at").longValue()).as("%s", row).isEqualTo(lookedAt);
        }
    }

    private static JsonNode find(String check) {
        for (JsonNode row : rows) {
            if (row.get("check").textValue().equals(check)) {
                return row;
            }
        }
        throw new AssertionError(check + " is not in " + rows);
    }
}
