package dev.tributary.privacy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds in bytes of any kind what identifies a person: user ids, whole IPv4 addresses and streets as substrings; names, ZIPs and listed values as the whole of
 * a quoted text, and names and listed values also of an element of HTML; and hands out the pseudonyms and masks that stand behind the names of their columns in JSON. Goes through the bytes once,
 * and does not ask that they are whole JSON.
 */
final class ClearSearch {
    /** No text that is looked for is longer, nor is the name of a column with its value. */
    static final int REACH = 1_024;

    private static final int USER_ID_LENGTH = 9;
    private static final byte[] STREET_END = {'M', 'a', 'i', 'n', ' ', 'S', 't'};

    /** Is told what was found. The bytes are only lent. */
    interface Sink {
        /** Something in clear. */
        void clear(ClearKind kind, byte[] buffer, int from, int to);

        /** The value of a masked column. */
        void masked(MaskedColumn column, byte[] buffer, int from, int to);
    }

    private static final int ZIP_LENGTH = 5;

    private final WordSet words;
    private final Set<String> notZips;
    private @Nullable MaskedColumn column;
    private int lastQuote;
    private int lastTag;

    /**
     * A search.
     *
     * @param notZips names of members and columns whose five digits are no ZIPs
     */
    ClearSearch(WordSet words, Set<String> notZips) {
        this.words = words;
        this.notZips = Set.copyOf(notZips);
    }

    /** Searches a part of a buffer; what begins before it or ends after it is not found. */
    void search(byte[] buffer, int from, int to, Sink sink) {
        column = null;
        lastQuote = from - 1;
        lastTag = -1;
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            switch (buffer[i]) {
                case '"' -> {
                    if (quoted) {
                        quoted(buffer, from, i, to, sink);
                    }
                    quoted = true;
                    lastQuote = i;
                }
                case '-' -> userId(buffer, from, i, to, sink);
                case '.' -> address(buffer, from, i, to, sink);
                case 'M' -> street(buffer, from, i, to, sink);
                case '>' -> lastTag = i;
                case '<' -> element(buffer, i, sink);
                default -> {}
            }
        }
    }

    /** A line of a document. Numbers stand alone in many; they are not taken for ZIPs. */
    void line(byte[] buffer, int from, int to, Sink sink) {
        word(buffer, from, to, sink);
    }

    /** The value of a member or a column of this name. */
    void value(String name, byte[] buffer, int from, int to, Sink sink) {
        if (!word(buffer, from, to, sink) && isZip(buffer, from, to) && !notZips.contains(name)) {
            sink.clear(ClearKind.ZIP, buffer, from, to);
        }
    }

    /** What lies between two quotes: a name, a value, or what is between two texts. */
    private void quoted(byte[] buffer, int from, int end, int to, Sink sink) {
        int begin = lastQuote + 1;
        int last = end > begin && buffer[end - 1] == '\\' ? end - 1 : end;
        int after = afterSpaces(buffer, end + 1, to);
        if (after < to && buffer[after] == ':') {
            column = MaskedColumn.of(buffer, begin, last);
            return;
        }
        int first = afterSpaces(buffer, begin, last);
        if (first == last || buffer[first] == ':' || buffer[first] == ',') {
            return;
        }
        if (column != null && follows(buffer, from, begin - 2)) {
            sink.masked(column, buffer, begin, last);
        }
        column = null;
        if (!word(buffer, begin, last, sink) && isZip(buffer, begin, last)) {
            value(MemberName.before(buffer, begin), buffer, begin, last, sink);
        }
    }

    private static int afterSpaces(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to && (buffer[at] == ' ' || buffer[at] == '\\')) {
            at++;
        }
        return at;
    }

    /** Whether the last thing up to here, but for spaces, is a colon. */
    private static boolean follows(byte[] buffer, int from, int at) {
        int before = at;
        while (before >= from && (buffer[before] == ' ' || buffer[before] == '\\')) {
            before--;
        }
        return before >= from && buffer[before] == ':';
    }

    private void element(byte[] buffer, int end, Sink sink) {
        if (lastTag >= 0 && end > lastTag + 1) {
            word(buffer, lastTag + 1, end, sink);
        }
        lastTag = -1;
    }

    private boolean word(byte[] buffer, int from, int to, Sink sink) {
        ClearKind kind = words.find(buffer, from, to);
        if (kind != null) {
            sink.clear(kind, buffer, from, to);
        }
        return kind != null;
    }

    private static boolean isZip(byte[] buffer, int from, int to) {
        return to - from == ZIP_LENGTH && digits(buffer, from, to) == ZIP_LENGTH;
    }

    private static void userId(byte[] buffer, int from, int dash, int to, Sink sink) {
        int begin = dash - 4;
        if (begin >= from
                && dash + 5 <= to
                && (buffer[dash - 1] | 0x20) == 'r'
                && (buffer[dash - 2] | 0x20) == 'e'
                && (buffer[dash - 3] | 0x20) == 's'
                && (buffer[begin] | 0x20) == 'u'
                && buffer[dash + 1] != '0'
                && digits(buffer, dash + 1, dash + 5) == 4) {
            sink.clear(ClearKind.USER_ID, buffer, begin, begin + USER_ID_LENGTH);
        }
    }

    private static void street(byte[] buffer, int from, int at, int to, Sink sink) {
        if (at - 4 < from
                || at + STREET_END.length > to
                || buffer[at - 1] != ' '
                || digits(buffer, at - 4, at - 1) != 3) {
            return;
        }
        for (int i = 0; i < STREET_END.length; i++) {
            if (buffer[at + i] != STREET_END[i]) {
                return;
            }
        }
        sink.clear(ClearKind.STREET, buffer, at - 4, at + STREET_END.length);
    }

    /**
     * An address whose first dot is here. Digits may stand right before and after it, as they do where the cells of a database touch each other. Loopback, networks
     * and what is longer than four numbers, as versions are, do not count.
     */
    private static void address(byte[] buffer, int from, int dot, int to, Sink sink) {
        int begin = firstNumber(buffer, from, dot);
        if (begin < 0 || (begin > from && buffer[begin - 1] == '.')) {
            return;
        }
        int first = number(buffer, begin, dot);
        int at = dot;
        int last = 0;
        for (int part = 0; part < 3; part++) {
            if (at >= to || buffer[at] != '.') {
                return;
            }
            int length = Math.min(3, digits(buffer, at + 1, Math.min(to, at + 4)));
            if (part == 2 && length == 3 && number(buffer, at + 1, at + 4) > 255) {
                length = 2;
            }
            if (length == 0 || (length > 1 && buffer[at + 1] == '0') || number(buffer, at + 1, at + 1 + length) > 255) {
                return;
            }
            last = number(buffer, at + 1, at + 1 + length);
            at += 1 + length;
        }
        boolean goesOn = at + 1 < to && buffer[at] == '.' && digit(buffer[at + 1]);
        if (!goesOn && first != 127 && last != 0) {
            sink.clear(ClearKind.ADDRESS, buffer, begin, at);
        }
    }

    /** Where the longest number from 1 to 255 before a dot begins; -1 when there is none. */
    private static int firstNumber(byte[] buffer, int from, int dot) {
        for (int begin = Math.max(from, dot - 3); begin < dot; begin++) {
            if (digits(buffer, begin, dot) == dot - begin
                    && buffer[begin] != '0'
                    && number(buffer, begin, dot) <= 255) {
                return begin;
            }
        }
        return -1;
    }

    private static int number(byte[] buffer, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + buffer[i] - '0';
        }
        return number;
    }

    /** How many digits there are from a place on. */
    private static int digits(byte[] buffer, int from, int to) {
        int i = from;
        while (i < to && digit(buffer[i])) {
            i++;
        }
        return i - from;
    }

    private static boolean digit(byte character) {
        return character >= '0' && character <= '9';
    }
}
