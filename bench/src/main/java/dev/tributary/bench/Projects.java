package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Project folders for processes of the product. */
final class Projects {
    private Projects() {}

    /** Writes the configuration of a project whose feeds are the topics, everything else being the default. */
    static void describe(Path folder, List<String> topics) throws IOException {
        Files.createDirectories(folder);
        String feeds =
                topics.stream().map(topic -> "  - topic: " + topic + "\n").collect(Collectors.joining());
        Files.writeString(folder.resolve("tributary.yaml"), "feeds:\n" + feeds);
    }
}
