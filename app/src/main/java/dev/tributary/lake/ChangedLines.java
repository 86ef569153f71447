package dev.tributary.lake;

import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Lines on their way into another archive. */
final class ChangedLines implements LineHandler {
    private final LineChange change;
    private final LineOutput out;
    private final CRC32C checksum = new CRC32C();
    private long changed;

    ChangedLines(LineChange change, LineOutput out) {
        this.change = change;
        this.out = out;
    }

    @Override
    public void line(long position, byte[] buffer, int offset, int length, boolean terminated) throws IOException {
        byte[] line = Arrays.copyOfRange(buffer, offset, offset + length);
        byte[] other = change.of(line.clone());
        if (other.length != length) {
            throw new IOException("a line of " + length + " bytes must not become one of " + other.length);
        }
        changed += Arrays.equals(line, other) ? 0 : 1;
        checksum.update(other, 0, other.length);
        checksum.update('\n');
        out.line(position, other, 0, other.length, true);
    }

    /** How many lines are other ones. */
    long changed() {
        return changed;
    }

    /** A file with these lines instead of its own. */
    LakeFile of(LakeFile file) {
        return new LakeFile(
                file.path(),
                file.topic(),
                file.date(),
                file.kind(),
                file.foreign(),
                file.length(),
                file.records(),
                checksum.getValue());
    }
}
