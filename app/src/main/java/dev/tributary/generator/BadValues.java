package dev.tributary.generator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What real topics carry besides transactions. No value contains a line feed, so that in a file each stays one line. */
final class BadValues {
    private BadValues() {}

    /** Text that no parser of JSON may take: cut off, prose, other formats, or not even UTF-8. */
    static byte[] notJson(byte[] whole, String id, Draws draws) {
        return switch (draws.below(5)) {
            case 0 -> Arrays.copyOf(whole, draws.between(1, whole.length - 1));
            case 1 -> utf8("ERROR payment gateway timed out after 30000 ms, transaction " + id);
            case 2 -> utf8(id + ";USER-1000;339,47;EUR;payment;pending");
            case 3 -> utf8("{'TRANSACTION_ID': '" + id + "', 'AMOUNT': 339.47, 'DISCOUNT_CODE': None}");
            default ->
                ("{\"TRANSACTION_ID\":\"" + id + "\",\"CITY\":\"São Paulo\"}").getBytes(StandardCharsets.ISO_8859_1);
        };
    }

    /** JSON of every sort but an object. The word null is left out: in a file it stands for a tombstone. */
    static byte[] notObject(byte[] whole, String id, Draws draws) {
        return switch (draws.below(5)) {
            case 0 -> utf8("[" + new String(whole, StandardCharsets.UTF_8) + "]");
            case 1 -> utf8("\"" + id + "\"");
            case 2 -> utf8(Integer.toString(draws.between(0, 1_000_000)));
            case 3 -> utf8("true");
            default -> utf8("[]");
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
