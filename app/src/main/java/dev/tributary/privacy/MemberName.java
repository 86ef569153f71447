package dev.tributary.privacy;

import java.nio.charset.StandardCharsets;

/** The name of the member of JSON whose value a text is. */
final class MemberName {
    private MemberName() {}

    /**
     * The name before a value.
     *
     * @param value where the value begins, behind its quote
     * @return empty when no name and colon stand before it
     */
    static String before(byte[] buffer, int value) {
        int colon = skip(buffer, value - 2);
        if (colon < 0 || buffer[colon] != ':') {
            return "";
        }
        int end = skip(buffer, colon - 1);
        if (end < 0 || buffer[end] != '"') {
            return "";
        }
        int last = skip(buffer, end - 1);
        int first = last;
        while (first >= 0 && buffer[first] != '"') {
            first--;
        }
        return first < 0 ? "" : new String(buffer, first + 1, last - first, StandardCharsets.UTF_8);
    }

    /** Back over spaces and what escapes quotes. */
    private static int skip(byte[] buffer, int from) {
        int at = from;
        while (at >= 0 && (buffer[at] == ' ' || buffer[at] == '\\')) {
            at--;
        }
        return at;
    }
}
