package dev.tributary.lake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises one JSON object, strictly by RFC 8259 in UTF-8, byte by byte and without making a thing of it. A scanner in
 * the manner of {@link java.util.regex.Matcher}: after {@link #accepts} its accessors speak of the bytes last seen. It keeps the {@linkplain JsonShape shape} of objects, by which
 * others like them are recognised in half the time: use one gate for many.
 */
final class JsonGate {
    /** How deep objects and arrays may be nested. */
    static final int MAX_DEPTH = 512;

    private static final byte[] RESERVED = {'_', 'k', 'a', 'f', 'k', 'a'};
    private static final Facts NOTHING = new Facts(0, false, 0, 0);

    private final @Nullable JsonMembers members;
    private final JsonShape shape = new JsonShape();
    private Facts known = NOTHING;
    private byte[] bytes = {};
    private int from;
    private int at;
    private int end;
    private int depth;
    private final long[] objectLevels = new long[MAX_DEPTH / Long.SIZE];

    private String reason = "";
    private int closingBrace;
    private boolean empty;
    private int reservedMembers;
    private int reservedAt;
    private List<Integer> lineFeeds = List.of();
    private List<Integer> carriageReturns = List.of();

    JsonGate() {
        this.members = null;
    }

    /** Notes where the members of the object are. */
    JsonGate(JsonMembers members) {
        this.members = members;
    }

    /** Whether the bytes are exactly one JSON object, with white space around it at most. */
    boolean accepts(byte[] source, int first, int afterLast) {
        reset(source, first, afterLast);
        if (shape.fits(source, first, afterLast)) {
            recall();
            return true;
        }
        if (!recognises()) {
            return false;
        }
        if (lineFeeds.isEmpty() && carriageReturns.isEmpty() && shape.learn(source, first, afterLast)) {
            remember();
        }
        return true;
    }

    private void remember() {
        known = new Facts(end - closingBrace, empty, reservedMembers, reservedAt - from);
        if (members != null) {
            members.remember(shape);
        }
    }

    private void recall() {
        closingBrace = end - known.closing();
        empty = known.empty();
        reservedMembers = known.reservedMembers();
        if (reservedMembers > 0) {
            reservedAt = from + shape.moved(known.reservedAt());
        }
        if (members != null) {
            members.recall(shape);
        }
    }

    private boolean recognises() {
        if (startsWithByteOrderMark()) {
            return refuse("not JSON: a byte order mark comes first");
        }
        skipSpace();
        int root = at;
        return readTree() && readEnd() && requireObject(root);
    }

    /** Why the bytes were not accepted. */
    String reason() {
        return reason;
    }

    /** The index of the brace that closes the object. */
    int closingBrace() {
        return closingBrace;
    }

    /** Whether the object has no members. */
    boolean empty() {
        return empty;
    }

    /** How many members of the object itself are named {@code _kafka}, however the name is escaped. */
    int reservedMembers() {
        return reservedMembers;
    }

    /** The index of the opening quote of the last such name. */
    int reservedAt() {
        return reservedAt;
    }

    /** Where line feeds stand between tokens, counted from the first byte. */
    List<Integer> lineFeeds() {
        return lineFeeds;
    }

    /** Where carriage returns stand between tokens, counted from the first byte. */
    List<Integer> carriageReturns() {
        return carriageReturns;
    }

    private void reset(byte[] source, int first, int afterLast) {
        bytes = source;
        from = first;
        at = first;
        end = afterLast;
        depth = 0;
        reason = "";
        empty = false;
        reservedMembers = 0;
        lineFeeds = List.of();
        carriageReturns = List.of();
        if (members != null) {
            members.clear();
        }
    }

    private boolean startsWithByteOrderMark() {
        return end - at >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
    }

    private boolean readEnd() {
        skipSpace();
        return at == end || refuse("not JSON: something follows the value, at byte " + (at - from));
    }

    private boolean requireObject(int root) {
        return switch (bytes[root]) {
            case '{' -> true;
            case '[' -> refuse("an array, not a JSON object");
            case '"' -> refuse("a string, not a JSON object");
            case 't', 'f' -> refuse("a boolean, not a JSON object");
            case 'n' -> refuse("a null, not a JSON object");
            default -> refuse("a number, not a JSON object");
        };
    }

    /** Reads a value with everything inside it. */
    private boolean readTree() {
        do {
            skipSpace();
            if (at == end) {
                return refuseEnd();
            }
            if (members != null && depth == 1 && members.size() > 0) {
                members.valueFrom(members.size() - 1, at - from);
            }
            boolean read = switch (bytes[at]) {
                case '{' -> openObject();
                case '[' -> openArray();
                default -> readScalar() && readUpToNextValue();
            };
            if (!read) {
                return false;
            }
        } while (depth > 0);
        return true;
    }

    private boolean openObject() {
        if (!enter(true)) {
            return false;
        }
        skipSpace();
        if (at < end && bytes[at] == '}') {
            empty |= depth == 1;
            leave();
            return readUpToNextValue();
        }
        return readName();
    }

    private boolean openArray() {
        if (!enter(false)) {
            return false;
        }
        skipSpace();
        if (at < end && bytes[at] == ']') {
            leave();
            return readUpToNextValue();
        }
        return true;
    }

    /** After a value: closes what closes here and reads the comma, and in an object the name, before the next value. */
    private boolean readUpToNextValue() {
        while (depth > 0) {
            if (members != null && depth == 1 && members.size() > 0) {
                members.valueTo(members.size() - 1, at - from);
            }
            skipSpace();
            if (at == end) {
                return refuseEnd();
            }
            byte next = bytes[at];
            if (next == ',') {
                at++;
                return !insideObject() || readName();
            }
            if (next != (insideObject() ? '}' : ']')) {
                return refuseByte();
            }
            leave();
        }
        return true;
    }

    private boolean enter(boolean object) {
        if (depth == MAX_DEPTH) {
            return refuse("nested deeper than " + MAX_DEPTH + ", at byte " + (at - from));
        }
        long bit = 1L << depth;
        if (object) {
            objectLevels[depth / Long.SIZE] |= bit;
        } else {
            objectLevels[depth / Long.SIZE] &= ~bit;
        }
        depth++;
        at++;
        return true;
    }

    private void leave() {
        closingBrace = at++;
        depth--;
    }

    private boolean insideObject() {
        int level = depth - 1;
        return (objectLevels[level / Long.SIZE] & 1L << level) != 0;
    }

    private boolean readName() {
        skipSpace();
        int quote = at;
        if (at == end) {
            return refuseEnd();
        }
        if (bytes[at] != '"') {
            return refuseByte();
        }
        if (!readString()) {
            return false;
        }
        if (depth == 1) {
            noteName(quote + 1, at - 1);
        }
        skipSpace();
        return readByte(':');
    }

    private void noteName(int nameFrom, int nameTo) {
        if (isReserved(nameFrom, nameTo)) {
            reservedMembers++;
            reservedAt = nameFrom - 1;
        }
        if (members != null) {
            members.name(nameFrom - from, nameTo - from);
        }
    }

    private boolean isReserved(int nameStart, int nameEnd) {
        int next = nameStart;
        for (byte expected : RESERVED) {
            if (next < nameEnd && bytes[next] == expected) {
                next++;
            } else if (next + 6 <= nameEnd && bytes[next] == '\\' && escaped(next) == expected) {
                next += 6;
            } else {
                return false;
            }
        }
        return next == nameEnd;
    }

    /** The character that a backslash, {@code u} and four digits stand for; -1 for any other escape. */
    private int escaped(int backslash) {
        if (bytes[backslash + 1] != 'u') {
            return -1;
        }
        int character = 0;
        for (int i = 2; i < 6; i++) {
            character = character << 4 | Character.digit(bytes[backslash + i], 16);
        }
        return character;
    }

    private boolean readScalar() {
        int first = at;
        if (bytes[at] == '"' ? !readString() : !readWordOrNumber()) {
            return false;
        }
        shape.scalar(first - from, at - from);
        return true;
    }

    private boolean readWordOrNumber() {
        int next = JsonScalars.end(bytes, at, end);
        at = next < 0 ? ~next : next;
        return next >= 0 || (at == end ? refuseEnd() : refuseByte());
    }

    private boolean readString() {
        int next = JsonScalars.endOfString(bytes, at, end);
        at = next < 0 ? ~next : next;
        return next >= 0 || (at == end ? refuseEnd() : refuseInString(bytes[at]));
    }

    private boolean readByte(char expected) {
        if (at == end) {
            return refuseEnd();
        }
        if (bytes[at] != expected) {
            return refuseByte();
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < end && bytes[at] <= ' ') {
            switch (bytes[at]) {
                case ' ', '\t' -> {}
                case '\n' -> lineFeeds = with(lineFeeds);
                case '\r' -> carriageReturns = with(carriageReturns);
                default -> {
                    return;
                }
            }
            at++;
        }
    }

    private List<Integer> with(List<Integer> positions) {
        List<Integer> grown = positions.isEmpty() ? new ArrayList<>() : positions;
        grown.add(at - from);
        return grown;
    }

    private boolean refuseInString(byte found) {
        String what = found < 0
                ? "bytes that are not UTF-8"
                : found == '\\' ? "an unknown escape" : "a raw control character 0x%02X".formatted(found);
        return refuse("not JSON: " + what + " inside a string, at byte " + (at - from));
    }

    private boolean refuseByte() {
        int found = bytes[at] & 0xFF;
        String shown = found > 0x20 && found < 0x7F ? "'" + (char) found + "'" : "0x%02X".formatted(found);
        return refuse("not JSON: unexpected " + shown + " at byte " + (at - from));
    }

    private boolean refuseEnd() {
        return refuse(end == from ? "not JSON: nothing at all" : "not JSON: it ends too early");
    }

    private boolean refuse(String why) {
        reason = why;
        return false;
    }

    /** What is known of all objects of a shape; the closing brace is counted from the end, the reserved name from the first byte of the object that was learned. */
    private record Facts(int closing, boolean empty, int reservedMembers, int reservedAt) {}
}
