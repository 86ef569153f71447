package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReliabilityPageTest {
    private static final int FAULTS = 48;
    private static final int INVARIANTS = 8;
    private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");

    @Test
    void everyInvariantAndEveryFaultHasATestAndAResult() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/reliability.md"));
        Stream<String> numbers = Stream.concat(
                IntStream.rangeClosed(1, INVARIANTS).mapToObj(number -> "I" + number),
                IntStream.rangeClosed(1, FAULTS).mapToObj(Integer::toString));
        assertThat(numbers)
                .allSatisfy(number -> assertThat(rows)
                        .filteredOn(row -> row.startsWith("| " + number + " | "))
                        .as("rows of %s", number)
                        .singleElement()
                        .satisfies(row -> {
                            assertThat(row).as("tests of %s", number).containsPattern(TEST_NAME);
                            assertThat(row.split("\\|", -1)).noneMatch(cell -> !cell.isEmpty() && cell.isBlank());
                        }));
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        List<MatchResult> named = TEST_NAME
                .matcher(Files.readString(Path.of("../docs/reliability.md")))
                .results()
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<Path> sources = files.filter(Files::isRegularFile).toList();
            assertThat(named)
                    .isNotEmpty()
                    .allSatisfy(test -> assertThat(source(sources, test.group(1)))
                            .as(test.group())
                            .contains("void " + test.group(2) + "("));
        }
    }

    private static String source(List<Path> sources, String name) throws IOException {
        Path file = sources.stream()
                .filter(source -> source.endsWith(name + ".java"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no test class " + name));
        return Files.readString(file);
    }
}
