package dev.tributary.streams;

import java.nio.charset.StandardCharsets;

/**
 * The key of USER_SPENDING_BY_TYPE: {@code <USER_ID_HASHED>|<TRANSACTION_TYPE>} as text. The first part has a fixed width and the
 * second is one of the known types, so it can be read in one way only.
 */
record SpendingKey(String userIdHashed, String type) {
    private static final char SEPARATOR = '|';

    static SpendingKey fromBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int separator = text.indexOf(SEPARATOR);
        return new SpendingKey(text.substring(0, separator), text.substring(separator + 1));
    }

    byte[] toBytes() {
        return Rows.utf8(userIdHashed + SEPARATOR + type);
    }
}
