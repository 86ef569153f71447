package dev.tributary.lake;

import java.io.IOException;

/** The end of a file, in its phases: each has only the step that may come next. */
sealed interface Tail {
    /** The file's length up to here, in bytes. */
    long length();

    /** The lines up to here. */
    long records();

    /** The CRC32C up to here. */
    long checksum();

    /** What the ledger has. Bytes behind it mean nothing and may be overwritten. */
    record Committed(long length, long records, long checksum) implements Tail {
        Written write(Disk.OpenFile file, LineBuffer lines, long count) throws IOException {
            return Written.behind(this, file, lines, count);
        }
    }

    /** Written, and lost if the power fails now. */
    record Written(long length, long records, long checksum) implements Tail {
        private static Written behind(Tail end, Disk.OpenFile file, LineBuffer lines, long count) throws IOException {
            file.write(lines.bytes(), 0, lines.length(), end.length());
            long sum = Checksum.of(lines.bytes(), 0, lines.length());
            return new Written(
                    end.length() + lines.length(),
                    end.records() + count,
                    Checksum.combine(end.checksum(), sum, lines.length()));
        }

        Written write(Disk.OpenFile file, LineBuffer lines, long count) throws IOException {
            return behind(this, file, lines, count);
        }

        Forced force(Disk.OpenFile file) throws IOException {
            file.force();
            return new Forced(length, records, checksum);
        }
    }

    /** On the disk: the only thing that may go into the ledger. */
    record Forced(long length, long records, long checksum) implements Tail {
        /** To be called when the ledger has it. */
        Committed committed() {
            return new Committed(length, records, checksum);
        }
    }
}
