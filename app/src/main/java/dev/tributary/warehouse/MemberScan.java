package dev.tributary.warehouse;

import dev.tributary.lake.JsonMembers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the members of one JSON object, whose places the strict check has noted: a cursor over bytes that makes nothing of them. A
 * row costs one walk, so this is written for speed.
 */
final class MemberScan {
    /** The most digits that fit into 64 bits whatever they are. */
    private static final int SAFE_DIGITS = 18;

    private static final byte[] NO_NAME = {};

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private JsonMembers members = new JsonMembers();
    private int member;
    private boolean likelyName;
    private int valueFrom;
    private int valueTo;
    private ColumnType type = ColumnType.UNKNOWN;

    /** Stands before the first member of the object. */
    void start(byte[] object, JsonMembers places) {
        bytes = object;
        members = places;
        member = -1;
    }

    /** Moves to the next member; false when there is none. */
    boolean next() {
        return next(NO_NAME);
    }

    /** The same, given the name that is likely to come, in bytes without any that need an escape. */
    boolean next(byte[] likely) {
        member++;
        if (member >= members.size()) {
            return false;
        }
        int from = members.nameFrom(member);
        int to = members.nameTo(member);
        likelyName = likely.length > 0 && to - from == likely.length && startsWith(likely, from);
        valueFrom = members.valueFrom(member);
        valueTo = members.valueTo(member);
        type = typeOfValue();
        return true;
    }

    /** Whether the member has the name that was likely. */
    boolean nameIsLikely() {
        return likelyName;
    }

    /** The member's name without escapes. */
    String name() {
        return text(members.nameFrom(member), members.nameTo(member));
    }

    /** What type the value asks for; {@link ColumnType#UNKNOWN} for null. */
    ColumnType type() {
        return type;
    }

    boolean isNull() {
        return type == ColumnType.UNKNOWN;
    }

    boolean isString() {
        return bytes[valueFrom] == '"';
    }

    /** Whether the value is a string without escapes. */
    boolean isPlainString() {
        return isString() && !hasEscape(valueFrom, valueTo);
    }

    /** The value: a string's text without escapes, anything else as it is written. */
    String value() {
        return isString()
                ? text(valueFrom + 1, valueTo - 1)
                : new String(bytes, valueFrom, valueTo - valueFrom, StandardCharsets.UTF_8);
    }

    /** The value, a plain string, as a symbol. */
    Symbol symbol(Symbols symbols) {
        return symbols.of(bytes, valueFrom + 1, valueTo - 1);
    }

    /** The value in millionths; {@link Millionths#INEXACT} when it is no number, or none that they can express. */
    long millionths() {
        boolean number = bytes[valueFrom] == '-' || (bytes[valueFrom] >= '0' && bytes[valueFrom] <= '9');
        return number ? Millionths.of(bytes, valueFrom, valueTo) : Millionths.INEXACT;
    }

    private boolean startsWith(byte[] name, int from) {
        int last = name.length - Long.BYTES;
        if (last < 0) {
            return Arrays.equals(bytes, from, from + name.length, name, 0, name.length);
        }
        for (int at = 0; at < last; at += Long.BYTES) {
            if ((long) EIGHT_BYTES.get(bytes, from + at) != (long) EIGHT_BYTES.get(name, at)) {
                return false;
            }
        }
        return (long) EIGHT_BYTES.get(bytes, from + last) == (long) EIGHT_BYTES.get(name, last);
    }

    private String text(int from, int to) {
        String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return hasEscape(from, to) ? JsonText.unescape(raw) : raw;
    }

    private boolean hasEscape(int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\\') {
            at++;
        }
        return at < to;
    }

    private ColumnType typeOfValue() {
        return switch (bytes[valueFrom]) {
            case '"', '{', '[' -> ColumnType.TEXT;
            case 'n' -> ColumnType.UNKNOWN;
            case 't', 'f' -> ColumnType.INTEGER;
            default -> typeOfNumber();
        };
    }

    private ColumnType typeOfNumber() {
        for (int at = valueFrom; at < valueTo; at++) {
            byte b = bytes[at];
            if (b == '.' || b == 'e' || b == 'E') {
                return ColumnType.REAL;
            }
        }
        return valueTo - valueFrom <= SAFE_DIGITS ? ColumnType.INTEGER : ColumnType.REAL;
    }
}
