package dev.tributary.pipeline;

import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.lake.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads the committed part of lake files, checks it against the ledger, and tells a comparison what stands where. */
final class LakeScan {
    private final LakeLayout layout;

    LakeScan(LakeLayout layout) {
        this.layout = layout;
    }

    /**
     * Reads one file.
     *
     * @param loaded how many of its bytes the warehouse has loaded
     * @return whether its committed part is what the ledger says; a foreign file always is
     */
    boolean read(LakeFile file, long loaded, TopicComparison comparison) {
        Path path = layout.resolve(file.path());
        if (!Files.exists(path)) {
            comparison.damaged(
                    "lake file " + file.path() + " is gone; the ledger has " + file.records() + " records in it");
            return false;
        }
        try {
            CRC32C checksum = new CRC32C();
            long end = LakeLines.read(path, 0, file.length(), (position, buffer, offset, length, terminated) -> {
                checksum.update(buffer, offset, length);
                if (terminated) {
                    checksum.update('\n');
                }
                line(file, position, buffer, offset, length, position < loaded, comparison);
            });
            return compareWithLedger(file, end, checksum.getValue(), comparison);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean compareWithLedger(LakeFile file, long end, long checksum, TopicComparison comparison) {
        if (file.foreign()) {
            return true;
        }
        boolean whole = end == file.length() && checksum == file.checksum();
        if (end < file.length()) {
            comparison.damaged(
                    "lake file " + file.path() + " has " + end + " bytes, the ledger committed " + file.length());
        } else if (checksum != file.checksum()) {
            comparison.damaged("lake file " + file.path() + " was changed: its checksum is not the ledger's");
        }
        return whole;
    }

    private static void line(
            LakeFile file,
            long position,
            byte[] buffer,
            int offset,
            int length,
            boolean loaded,
            TopicComparison comparison) {
        Optional<LakeLine> parsed = parse(buffer, offset, length);
        Optional<Stamp> stamp = parsed.flatMap(LakeLine::stamp);
        if (stamp.isEmpty()) {
            lineWithoutStamp(file, position, length, comparison);
        } else if (parsed.get().erased()) {
            comparison.erasedLine(stamp.get(), file.path(), position);
        } else if (file.kind() == Kind.DEAD_LETTER) {
            comparison.deadLetter(stamp.get(), file.path(), position);
        } else {
            comparison.lakeLine(stamp.get(), parsed.get().tombstone(), loaded, file.path(), position);
        }
    }

    private static void lineWithoutStamp(LakeFile file, long position, int length, TopicComparison comparison) {
        if (file.foreign()) {
            comparison.foreignLine();
        } else if (length > 0) {
            comparison.damaged("lake file " + file.path() + " at byte " + position + " has a line without coordinates");
        }
    }

    private static Optional<LakeLine> parse(byte[] buffer, int offset, int length) {
        try {
            return Optional.of(LakeLine.parse(buffer, offset, length));
        } catch (NotAnObjectException e) {
            return Optional.empty(); // judged by the caller: foreign lines may be anything, ours may not
        }
    }
}
