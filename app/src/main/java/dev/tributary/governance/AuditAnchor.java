package dev.tributary.governance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The last entry's number and seal in a file of their own, written after each entry: it may lag behind the trail after a crash, and is never ahead
 * of it. A trail whose end was cut off, or that was replaced by an older copy, is behind it.
 */
final class AuditAnchor {
    static final String FILE = "audit.head";

    private final Path file;

    AuditAnchor(Path file) {
        this.file = file;
    }

    /**
     * Notes the last entry.
     *
     * @param written is told when the note is written aside
     */
    void note(AuditTrail.Head head, Runnable written) throws IOException {
        Path aside = FileModes.createAside(file);
        try {
            Files.writeString(aside, head.text() + "\n");
            written.run();
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** The number of the entry that was noted last; 0 when none was, or what stands there is none. */
    long number() {
        return read().filter(text -> text.matches("\\d{1,18}:.*"))
                .map(text -> Long.parseLong(text.substring(0, text.indexOf(':'))))
                .orElse(0L);
    }

    /** What was noted last; empty when nothing was. */
    Optional<String> read() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new GovernanceException(
                    "audit trail: cannot read " + file + ": " + e,
                    Optional.of("make the file readable for this user"),
                    e);
        }
    }
}
