package dev.tributary.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a backup consists of. It is a text, written last: a backup without it was not finished. Its last line has the checksum of those before, so that one
 * that was cut or changed is noticed.
 *
 * @param taken when the backup began
 * @param entries its files
 */
record BackupManifest(Instant taken, List<Entry> entries) {
    static final String NAME = "MANIFEST";

    private static final String HEAD = "tributary backup, format ";
    private static final int FORMAT = 1;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) ([0-9]{1,18}) (.+)");

    BackupManifest {
        entries = List.copyOf(entries);
    }

    /**
     * A file.
     *
     * @param path below the backup's folder, with {@code /}
     * @param bytes its length
     * @param checksum its CRC32C
     */
    record Entry(String path, long bytes, long checksum) {}

    String text() {
        StringBuilder text = new StringBuilder(HEAD + FORMAT + "\ntaken " + taken + "\n");
        entries.forEach(entry -> text.append(hex(entry.checksum()))
                .append(' ')
                .append(entry.bytes())
                .append(' ')
                .append(entry.path())
                .append('\n'));
        return text + "end " + hex(checksum(text.toString())) + "\n";
    }

    /** The entry of that path. */
    Optional<Entry> find(String path) {
        return entries.stream().filter(entry -> entry.path().equals(path)).findFirst();
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws PipelineException when there is none, it is damaged, or of a newer Tributary
     */
    static BackupManifest read(Path backup) throws IOException {
        String text;
        try {
            text = Files.readString(backup.resolve(NAME));
        } catch (NoSuchFileException e) {
            throw new PipelineException(
                    backup + " is no finished backup: it has no " + NAME,
                    "take another folder; a backup that was broken off has to be taken again");
        }
        if (text.startsWith(HEAD) && !text.startsWith(HEAD + FORMAT + "\n")) {
            throw new PipelineException(
                    backup + " is a backup of a newer format", "use the newer Tributary that took it");
        }
        int end = text.lastIndexOf("end ");
        if (end < 0 || !text.substring(end).equals("end " + hex(checksum(text.substring(0, end))) + "\n")) {
            throw new PipelineException(backup.resolve(NAME) + " is damaged", "take another backup");
        }
        List<String> lines = text.substring(0, end).lines().toList();
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new PipelineException(backup.resolve(NAME) + " has a line of another form: " + line);
            }
            entries.add(new Entry(
                    parts.group(3), Long.parseLong(parts.group(2)), HexFormat.fromHexDigitsToLong(parts.group(1))));
        }
        return new BackupManifest(Instant.parse(lines.get(1).substring("taken ".length())), entries);
    }

    private static long checksum(String text) {
        CRC32C sum = new CRC32C();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    private static String hex(long checksum) {
        return HexFormat.of().toHexDigits(checksum, 8);
    }
}
