package dev.tributary.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Rows with the columns of TRANSACTIONS_USD, as the topology writes them; the same seed, the same rows. */
final class UsdRows {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> TYPES = List.of("purchase", "refund", "payment", "withdrawal");
    private static final List<String> STATUSES = List.of("completed", "pending", "failed", "processing", "cancelled");
    private static final List<String> COUNTRIES =
            List.of("USA", "Canada", "UK", "Germany", "France", "Japan", "Australia", "Brazil", "India", "China");
    private static final int USERS = 9_000;

    private final Random random;
    private long made;

    UsdRows(long seed) {
        this.random = new Random(seed);
    }

    /** When the row that {@link #next} makes happened, in milliseconds since 1970; all rows of a table are of one day. */
    long timestamp() {
        return FIRST.toEpochMilli() + made / 200;
    }

    byte[] next() {
        int user = random.nextInt(USERS);
        int cents = 1_000 + random.nextInt(99_000);
        String row = "{\"TRANSACTION_ID\":\"TXN-" + hex(random.nextInt(), 8)
                + "\",\"TIMESTAMP\":\"" + Instant.ofEpochMilli(timestamp())
                + "\",\"USER_ID_HASHED\":\"" + pseudonym(user, 1)
                + "\",\"USER_NAME_HASHED\":\"" + pseudonym(user, 2)
                + "\",\"IP_MASKED\":\"" + random.nextInt(256) + "." + random.nextInt(256) + ".x.x"
                + "\",\"STREET_MASKED\":\"*** **** **\",\"PRODUCT_ID\":\"PROD-" + (100 + random.nextInt(900))
                + "\",\"PRODUCT_CATEGORY\":\"electronics\",\"QUANTITY\":" + (1 + random.nextInt(10))
                + ",\"PAYMENT_METHOD\":\"credit_card\",\"AMOUNT\":" + decimal(cents, 2)
                + ",\"CURRENCY\":\"EUR\",\"CITY\":\"Los Angeles\",\"COUNTRY\":\"" + one(COUNTRIES)
                + "\",\"TRANSACTION_TYPE\":\"" + one(TYPES)
                + "\",\"STATUS\":\"" + one(STATUSES)
                + "\",\"CUSTOMER_RATING\":" + (random.nextBoolean() ? "null" : 1 + random.nextInt(5))
                + ",\"DISCOUNT_CODE\":" + (random.nextBoolean() ? "null" : "\"DISCOUNT-" + random.nextInt(999) + "\"")
                + ",\"TAX_AMOUNT\":" + decimal(cents / 10, 2)
                + ",\"DEVICE_OS\":\"Windows\",\"DEVICE_BROWSER\":\"Firefox\",\"AMOUNT_USD\":" + decimal(cents * 110L, 4)
                + ",\"TARGET_CURRENCY\":\"USD\"}";
        made++;
        return row.getBytes(StandardCharsets.UTF_8);
    }

    private String one(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private static String pseudonym(int user, int column) {
        Random bits = new Random(user * 31L + column);
        return hex(bits.nextInt(), 8) + hex(bits.nextInt(), 8) + hex(bits.nextInt(), 8) + hex(bits.nextInt(), 8);
    }

    private static String hex(int value, int digits) {
        String text = Integer.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static String decimal(long value, int decimals) {
        return BigDecimal.valueOf(value, decimals).toPlainString();
    }
}
