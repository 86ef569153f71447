package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Whatever a file of settings says: it is read, or refused with what is wrong. In the build this runs on the inputs kept under {@code
 * src/test/resources}.
 */
class SettingsFuzzTest {
    @FuzzTest
    void anyFileIsReadOrRefusedWithReasons(byte[] content) throws IOException {
        Path directory = Files.createTempDirectory("settings");
        Path file = directory.resolve(SettingsReader.FILE);
        Files.write(file, content);
        try {
            assertThat(SettingsReader.read(directory, Map.of(), List.of())).isNotNull();
        } catch (ConfigException e) {
            assertThat(e.problems())
                    .isNotEmpty()
                    .allSatisfy(
                            problem -> assertThat(problem.text()).isNotBlank().doesNotContain("\n"));
        } finally {
            Files.delete(file);
            Files.delete(directory);
        }
    }
}
