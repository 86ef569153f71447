package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A file of erasures, a JSON object a line. It outlives what was erased, and is never shortened. */
public final class ErasureFile {
    /** How it is called wherever it lies. */
    public static final String NAME = "erasures.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ErasureFile() {}

    /**
     * What it says, the oldest first; nothing when there is none.
     *
     * @throws LakeException when a line cannot be read: whom it was about would come back
     */
    public static List<Erasure> read(Path file) {
        try {
            List<Erasure> erasures = new ArrayList<>();
            for (String line : Files.readAllLines(file, UTF_8)) {
                erasures.add(parse(line)
                        .orElseThrow(() -> new LakeException(
                                "The erasures in " + file + " cannot be read: line " + (erasures.size() + 1)
                                        + " is damaged",
                                "put back a copy of that file, from a backup for example")));
            }
            return erasures;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new LakeException(
                    "The erasures in " + file + " cannot be read: " + e,
                    Optional.of("make the file readable for this user"),
                    e);
        }
    }

    /**
     * Adds those that it does not have: the file is replaced at once, so that it is the old one or the new one, whole.
     *
     * @return whether there were any
     */
    public static boolean add(Path file, Collection<Erasure> more) {
        Map<String, Erasure> all = new LinkedHashMap<>();
        read(file).forEach(erasure -> all.put(erasure.id(), erasure));
        int before = all.size();
        more.forEach(erasure -> all.putIfAbsent(erasure.id(), erasure));
        if (all.size() == before) {
            return false;
        }
        try {
            DurableFiles.createFolderOf(file);
            Path aside = file.resolveSibling("." + file.getFileName() + ".new");
            Files.deleteIfExists(aside);
            StringBuilder text = new StringBuilder();
            all.values().forEach(erasure -> text.append(line(erasure)).append('\n'));
            DurableFiles.write(aside, text.toString().getBytes(UTF_8), ownerOnly(file));
            // The one act: from now on the person is to be forgotten.
            DurableFiles.replace(aside, file);
            return true;
        } catch (IOException e) {
            throw new LakeException("The erasures in " + file + " cannot be written: " + e, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String line(Erasure erasure) {
        ObjectNode line = JSON.createObjectNode()
                .put("id", erasure.id())
                .put("at", erasure.at().toString())
                .put("until", erasure.until())
                .put("key", erasure.key())
                .put("shape", erasure.shape())
                .put("user", erasure.user());
        new TreeSet<>(erasure.pseudonyms()).forEach(line.putArray("pseudonyms")::add);
        return line.toString();
    }

    private static Optional<Erasure> parse(String text) {
        try {
            JsonNode line = JSON.readTree(text);
            Set<String> pseudonyms = new TreeSet<>();
            line.required("pseudonyms").forEach(pseudonym -> pseudonyms.add(pseudonym.asText()));
            return Optional.of(new Erasure(
                    line.required("id").asText(),
                    Instant.parse(line.required("at").asText()),
                    line.required("until").asLong(),
                    pseudonyms,
                    line.required("key").asInt(),
                    line.required("shape").asText(),
                    line.required("user").asText()));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
