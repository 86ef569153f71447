package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What was pruned, a line of JSON each, beside the ledger: it tells what no line of the lake can tell any more when the ledger is lost. A line is
 * written before the ledger takes the file out of the lake, so one whose file is still there means nothing.
 */
final class PruneTrail {
    /** An entry: the file and the coordinates of its records, as {@link OffsetCode} writes them. */
    record Entry(PrunedFile pruned, PrunedOffsets offsets) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LakeLayout layout;
    private final Disk disk;

    PruneTrail(LakeLayout layout, Disk disk) {
        this.layout = layout;
        this.disk = disk;
    }

    /** Adds entries behind the last whole line, and forces them. */
    void add(Collection<Entry> entries) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            lines.writeBytes((line(entry) + "\n").getBytes(UTF_8));
        }
        byte[] bytes = lines.toByteArray();
        long end = wholeLength(layout.pruneTrail());
        try (Disk.OpenFile file = open()) {
            file.truncate(end);
            file.write(bytes, 0, bytes.length, end);
            file.force();
        }
        disk.forceFolder(layout.state());
    }

    private Disk.OpenFile open() throws IOException {
        try {
            return disk.create(layout.pruneTrail(), false);
        } catch (FileAlreadyExistsException e) {
            return disk.open(layout.pruneTrail());
        }
    }

    /** What every whole line says; of a path named twice, the last. */
    static List<Entry> read(LakeLayout layout) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Path trail = layout.pruneTrail();
        if (Files.exists(trail)) {
            LakeLines.read(trail, 0, Files.size(trail), (position, buffer, offset, length, terminated) -> {
                if (terminated) {
                    parse(new String(buffer, offset, length, UTF_8)).ifPresent(entries::add);
                }
            });
        }
        return entries;
    }

    private static long wholeLength(Path trail) throws IOException {
        long[] whole = {0};
        if (Files.exists(trail)) {
            LakeLines.read(
                    trail,
                    0,
                    Files.size(trail),
                    (position, buffer, offset, length, terminated) ->
                            whole[0] = terminated ? position + length + 1 : whole[0]);
        }
        return whole[0];
    }

    private static String line(Entry entry) {
        LakeFile file = entry.pruned().file();
        ObjectNode line = JSON.createObjectNode()
                .put("path", file.path())
                .put("topic", file.topic())
                .put("date", file.date().orElseThrow().toString())
                .put("kind", file.kind().name())
                .put("length", file.length())
                .put("records", file.records())
                .put("checksum", file.checksum())
                .put("pruned_at", entry.pruned().at().toString())
                .put(
                        "offsets",
                        Base64.getEncoder().encodeToString(entry.offsets().bytes()));
        entry.pruned()
                .archive()
                .ifPresent(archive -> line.putObject("archive")
                        .put("path", archive.path())
                        .put("bytes", archive.bytes())
                        .put("checksum", archive.checksum()));
        return line.toString();
    }

    private static Optional<Archive> archive(JsonNode line) {
        return Optional.ofNullable(line.get("archive"))
                .map(archive -> new Archive(
                        archive.required("path").asText(),
                        archive.required("bytes").asLong(),
                        archive.required("checksum").asLong()));
    }

    /** A line that cannot be read was torn by a crash, before its file was taken out. */
    private static Optional<Entry> parse(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            LakeFile file = new LakeFile(
                    line.required("path").asText(),
                    line.required("topic").asText(),
                    Optional.of(LocalDate.parse(line.required("date").asText())),
                    Kind.valueOf(line.required("kind").asText()),
                    false,
                    line.required("length").asLong(),
                    line.required("records").asLong(),
                    line.required("checksum").asLong());
            Instant at = Instant.parse(line.required("pruned_at").asText());
            byte[] offsets = Base64.getDecoder().decode(line.required("offsets").asText());
            return Optional.of(
                    new Entry(new PrunedFile(file, at, true, archive(line)), new PrunedOffsets(file.topic(), offsets)));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
