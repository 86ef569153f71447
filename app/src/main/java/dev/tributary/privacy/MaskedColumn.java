package dev.tributary.privacy;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The columns that hide somebody. */
enum MaskedColumn {
    USER_ID_HASHED,
    USER_NAME_HASHED,
    /** Of another tool, or of a feed of one's own. */
    OTHER_HASHED,
    IP_MASKED,
    STREET_MASKED;

    private static final byte[] ID = "USER_ID_HASHED".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME = "USER_NAME_HASHED".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HASHED = "_HASHED".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IP = "IP_MASKED".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STREET = "STREET_MASKED".getBytes(StandardCharsets.US_ASCII);

    boolean pseudonym() {
        return this != IP_MASKED && this != STREET_MASKED;
    }

    static @Nullable MaskedColumn of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return of(bytes, 0, bytes.length);
    }

    /** The column of a name in any letter case; null when it hides nobody. */
    static @Nullable MaskedColumn of(byte[] buffer, int from, int to) {
        if (to - from < HASHED.length || (buffer[to - 1] | 0x20) != 'd') {
            return null;
        }
        if (endsWith(HASHED, buffer, from, to)) {
            return to - from == ID.length && endsWith(ID, buffer, from, to)
                    ? USER_ID_HASHED
                    : to - from == NAME.length && endsWith(NAME, buffer, from, to) ? USER_NAME_HASHED : OTHER_HASHED;
        }
        if (endsWith(IP, buffer, from, to)) {
            return IP_MASKED;
        }
        return endsWith(STREET, buffer, from, to) ? STREET_MASKED : null;
    }

    private static boolean endsWith(byte[] name, byte[] buffer, int from, int to) {
        if (to - from < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte there = buffer[to - name.length + i];
            if (there != name[i] && (there & ~0x20) != name[i]) {
                return false;
            }
        }
        return true;
    }
}
