package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Reads the lines of an archive and compares them with what the ledger knows of the file that had them. */
final class ArchivedLines implements LineHandler {
    private final LineHandler next;
    private final CRC32C checksum = new CRC32C();
    private long length;
    private long records;

    private ArchivedLines(LineHandler next) {
        this.next = next;
    }

    /**
     * Reads an archive through.
     *
     * @throws IOException when it cannot be read, or its lines are not the file's
     */
    static void require(Archiver archiver, Path archive, LakeFile file) throws IOException {
        handOver(archiver, archive, file, (position, buffer, offset, bytes, terminated) -> {});
    }

    /** The same, handing the lines over meanwhile; only when it returns were they the file's. */
    static void handOver(Archiver archiver, Path archive, LakeFile file, LineHandler handler) throws IOException {
        ArchivedLines lines = new ArchivedLines(handler);
        archiver.read(archive, lines);
        if (lines.length != file.length()
                || lines.records != file.records()
                || lines.checksum.getValue() != file.checksum()) {
            throw new IOException(archive + " has not the lines of " + file.path() + ": " + lines.records + " of "
                    + file.records() + " lines, " + lines.length + " of " + file.length() + " bytes"
                    + (lines.checksum.getValue() == file.checksum() ? "" : ", another checksum"));
        }
    }

    @Override
    public void line(long position, byte[] buffer, int offset, int bytes, boolean terminated) throws IOException {
        checksum.update(buffer, offset, bytes);
        checksum.update('\n');
        length += bytes + 1L;
        records++;
        next.line(position, buffer, offset, bytes, true);
    }
}
