package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Whatever bytes come, from Kafka or from the disk. In the build each test runs on the inputs kept under {@code src/test/resources}; with {@code
 * JAZZER_FUZZ=1} in the environment one of them, named with {@code -Dtest}, looks for others as long as it is let.
 */
class LakeFuzzTest {
    private static final Feeds FEEDS = new Feeds(List.of(Feed.append("*")));
    private static final String DAY_FILE = "T/1970-01-01/T_1970-01-01.jsonl";

    @FuzzTest
    void theGateTakesWhatJacksonTakes(byte[] value) throws IOException {
        JsonGate gate = new JsonGate();
        boolean jackson = JsonGateTest.jacksonAccepts(value);
        for (int known = 0; known < 3; known++) {
            assertThat(gate.accepts(value, 0, value.length))
                    .as("%s: %s", new String(value, ISO_8859_1), gate.reason())
                    .isEqualTo(jackson);
        }
    }

    @FuzzTest
    void anyLineIsTakenApartOrRefused(byte[] line) {
        boolean object = new JsonGate().accepts(line, 0, line.length);
        try {
            LakeLine parsed = LakeLine.parse(line, 0, line.length);
            assertThat(object).isTrue();
            parsed.key();
            parsed.headers();
            parsed.deadLetter();
            assertThat(parsed.original().map(bytes -> bytes.length).orElse(0)).isEqualTo(parsed.jsonLength());
        } catch (NotAnObjectException e) {
            assertThat(object).as(e.reason()).isFalse();
        }
    }

    @FuzzTest
    void whateverStandsBehindTheCommittedLengthIsCutAway(byte[] rest) throws IOException {
        Path folder = lakeOfOneRecord();
        Path file = folder.resolve(DAY_FILE);
        byte[] committed = Files.readAllBytes(file);
        Files.write(file, rest, StandardOpenOption.APPEND);

        open(folder).close();

        assertThat(Files.readAllBytes(file)).isEqualTo(committed);
        delete(folder);
    }

    @FuzzTest
    void aLedgerOfAnyBytesIsRefusedOrEmpty(byte[] content) throws IOException {
        Path folder = Files.createTempDirectory("lake");
        LakeLayout layout = new LakeLayout(folder);
        Files.createDirectories(layout.state());
        Files.write(layout.ledger(), content);
        try (LakeWriter writer = open(folder)) {
            assertThat(writer.positions()).isEmpty();
        } catch (LakeException e) {
            assertThat(Files.readAllBytes(layout.ledger())).isEqualTo(content);
        }
        delete(folder);
    }

    private static Path lakeOfOneRecord() throws IOException {
        Path folder = Files.createTempDirectory("lake");
        try (LakeWriter writer = open(folder)) {
            writer.take(new Arrival(
                    "T",
                    0,
                    0,
                    0,
                    0,
                    Optional.empty(),
                    Optional.of(CheckedValue.of("{\"A\":1}".getBytes(UTF_8))),
                    List.of()));
            writer.force().commit(List.of(new Position("T", 0, 0, "id", 0, 1, OptionalInt.empty())));
        }
        return folder;
    }

    private static LakeWriter open(Path folder) {
        return LakeWriter.open(new LakeLayout(folder), FEEDS, 4, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
