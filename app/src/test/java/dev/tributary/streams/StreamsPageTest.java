package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StreamsPageTest {
    @Test
    void everyReasonIsExplainedOnThePage() throws IOException {
        String page = Files.readString(Path.of("../docs/streams.md"));
        for (Reason reason : Reason.values()) {
            assertThat(page).contains("| `" + reason.code() + "` | " + reason.explanation() + " |");
        }
    }
}
