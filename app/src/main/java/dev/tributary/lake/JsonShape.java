package dev.tributary.lake;

import java.util.Arrays;

/**
 * What an object has between its scalars, kept to recognise the next one of its kind: the records of a topic mostly have the same members in the same order. The recogniser is
 * deterministic: where it has read the same bytes it is in the same state, and where it took one scalar it takes any other. So whatever has between its scalars the bytes of an object
 * that was accepted is accepted too. What does not fit is left to the recogniser, which {@linkplain #scalar notes} another shape when two objects in a row do not fit, and less and less often
 * when none does.
 */
final class JsonShape {
    private static final int MOST_BYTES = 16 << 10;
    private static final int MOST_SCALARS = 256;
    /** After so many misses in a row objects are compared with a new shape only. */
    private static final int MISSES_UNTIL_RARE = 8;
    /** Every how many misses a shape is noted then. */
    private static final int RARELY = 64;

    /** In a row; shapes are noted at each power of two, and so at each 64th in the end. */
    private int misses;

    private boolean noting;
    private int notes;
    private int[] noted = {};

    private int pieces;
    private byte[] text = {};
    /** Where each piece ends and the next begins, which is where scalars start and end. */
    private int[] bounds = {};

    private int[] shifts = {};

    /** Whether an object has this shape. */
    boolean fits(byte[] source, int first, int afterLast) {
        if (promises() && compare(source, first, afterLast)) {
            misses = 0;
            return true;
        }
        misses = misses == 2 * RARELY ? RARELY + 1 : misses + 1;
        noting = misses > 1 && Integer.bitCount(misses) == 1;
        notes = 0;
        return false;
    }

    /** Where objects vary, comparing them is for nothing: after some misses in a row only the one behind a newly noted shape is. */
    private boolean promises() {
        return pieces > 0 && (misses < MISSES_UNTIL_RARE || noting);
    }

    private boolean compare(byte[] source, int first, int afterLast) {
        int at = first;
        int from = 0;
        for (int piece = 0; ; piece++) {
            int length = bounds[2 * piece] - from;
            if (length > afterLast - at || !Arrays.equals(text, from, from + length, source, at, at + length)) {
                return false;
            }
            shifts[piece] = at - first - from;
            at += length;
            if (piece == pieces - 1) {
                return at == afterLast;
            }
            if (at == afterLast) {
                return false;
            }
            at = JsonScalars.end(source, at, afterLast);
            if (at < 0) {
                return false;
            }
            from = bounds[2 * piece + 1];
        }
    }

    /** A scalar of the object that did not fit, by indexes counted from the object's first byte. */
    void scalar(int from, int to) {
        if (noting) {
            note(from, to);
        }
    }

    private void note(int from, int to) {
        if (notes == MOST_SCALARS) {
            noting = false;
            return;
        }
        if (noted.length == 0) {
            noted = new int[2 * MOST_SCALARS];
        }
        noted[2 * notes] = from;
        noted[2 * notes++ + 1] = to;
    }

    /** Takes on the shape of the object that did not fit, when it was accepted; false when its shape was not noted, or is beyond the limits. */
    boolean learn(byte[] source, int first, int afterLast) {
        int length = afterLast - first;
        if (!noting || length > MOST_BYTES) {
            return false;
        }
        text = Arrays.copyOfRange(source, first, afterLast);
        pieces = notes + 1;
        bounds = Arrays.copyOf(noted, 2 * pieces);
        bounds[2 * notes] = length;
        shifts = new int[pieces];
        return true;
    }

    /** Where in the object that fitted last a place of the object learned is; no place inside a scalar. */
    int moved(int place) {
        return place + shifts[pieceOf(place)];
    }

    /** Which of the pieces between the scalars a place is in, or at an end of. */
    int pieceOf(int place) {
        int piece = 0;
        while (place > bounds[2 * piece]) {
            piece++;
        }
        return piece;
    }

    /** How much further a piece stands in the object that fitted last than in the one learned. */
    int shift(int piece) {
        return shifts[piece];
    }
}
