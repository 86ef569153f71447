package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LineParser;
import dev.tributary.lake.NotAnObjectException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A part of a file: the whole lines in it, taken apart.
 *
 * @param path the file in the lake
 * @param from where it starts
 * @param next where the part behind it starts; the same as {@code from} only when no whole line is left in the file
 * @param lines lines that are not empty
 * @param first which of them is the first one in it; all from there on are
 * @param shape the members that their objects have
 */
record FilePart(String path, long from, long next, ParsedLines lines, int first, Shape shape) {
    /** How much is read at once; a line that is longer makes it more. */
    private static final int BYTES = 256 << 10;

    /** A line of a transaction has some 650: there is room for all at once, and a small part takes little. */
    private static final int SHORT_LINE = 512;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    boolean startsAt(String file, long position) {
        return from == position && path.equals(file);
    }

    /** How many lines are in it. */
    int count() {
        return lines.size() - first;
    }

    /** What is left of it behind its first lines, which are not all. */
    FilePart behind(int count) {
        int line = first + count;
        return new FilePart(path, lines.position(line), next, lines, line, shape);
    }

    /**
     * Reads the part of a file that starts at a position.
     *
     * @param symbols where texts that rows share are found and kept
     * @throws FileProblem when the file is shorter than the lake says
     */
    static FilePart read(LakeLayout layout, LakeFile file, Feed feed, long from, LakeSymbols symbols)
            throws IOException {
        for (long length = BYTES; ; length *= 2) {
            Reading reading = new Reading(
                    file, feed, from, Math.min(file.length(), from + length), symbols.of(Tables.nameFor(file, feed)));
            reading.read(layout);
            if (reading.next > from || reading.to == file.length()) {
                return new FilePart(file.path(), from, reading.next, reading.lines, 0, reading.shape);
            }
        }
    }

    /** The reading of one part. */
    private static final class Reading {
        private final LakeFile file;
        private final long from;
        private final long to;
        private final ParsedLines lines;
        private final Shape shape;
        private final EventReader events;
        private final LineParser parser = new LineParser();
        private long next;

        Reading(LakeFile file, Feed feed, long from, long to, TableSymbols symbols) {
            this.lines = new ParsedLines(symbols.rule(), room(to - from));
            this.shape = new Shape(symbols.rule());
            this.events = new EventReader(lines, feed.key(), symbols, shape);
            this.file = file;
            this.from = from;
            this.to = to;
            this.next = from;
        }

        /** For how many lines, if they are not very short; not for more than a usual part has, since one long line makes it longer. */
        private static int room(long bytes) {
            return 1 + (int) Math.min(bytes, BYTES) / SHORT_LINE;
        }

        void read(LakeLayout layout) throws IOException {
            long end = LakeLines.read(layout.resolve(file.path()), from, to, this::line);
            if (end < to) {
                throw new FileProblem(
                        file.path(),
                        "ends at byte " + end + ", " + file.length() + " were expected",
                        "restore the file, or rebuild the lake's ledger");
            }
        }

        private void line(long position, byte[] buffer, int offset, int length, boolean terminated) {
            boolean cutByPart = !terminated && to < file.length();
            if (cutByPart) {
                return;
            }
            int skipped = file.foreign() && position == 0 ? byteOrderMark(buffer, offset, length) : 0;
            int trimmed = file.foreign() ? trimmedLength(buffer, offset + skipped, length - skipped) : length;
            long behind = position + length + (terminated ? 1 : 0);
            boolean taken = trimmed == 0 ? terminated : take(position, buffer, offset + skipped, trimmed, terminated);
            next = taken ? behind : next;
        }

        /** Takes a line that is not empty; whether it did: an unfinished last line is left for later. */
        private boolean take(long position, byte[] buffer, int offset, int length, boolean terminated) {
            try {
                LakeLine line = parser.parse(buffer, offset, length);
                if (line.erased()) {
                    lines.addErased(position);
                } else {
                    events.add(position, line, parser.members());
                }
                return true;
            } catch (NotAnObjectException e) {
                if (terminated) {
                    byte[] raw = Arrays.copyOfRange(buffer, offset, offset + length);
                    lines.addNonsense(position, new ParsedLines.Nonsense(e.reason(), raw));
                }
                return terminated;
            }
        }

        private static int byteOrderMark(byte[] buffer, int offset, int length) {
            boolean there = length >= BYTE_ORDER_MARK.length
                    && Arrays.equals(buffer, offset, offset + 3, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
            return there ? BYTE_ORDER_MARK.length : 0;
        }

        /** Without the spaces and carriage returns that tools leave at the end of a line. */
        private static int trimmedLength(byte[] buffer, int offset, int length) {
            int trimmed = length;
            while (trimmed > 0 && isSpace(buffer[offset + trimmed - 1])) {
                trimmed--;
            }
            return trimmed;
        }

        private static boolean isSpace(byte b) {
            return b == ' ' || b == '\t' || b == '\r';
        }
    }
}
