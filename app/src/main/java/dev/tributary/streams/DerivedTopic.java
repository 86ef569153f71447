package dev.tributary.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A topic that the topology writes.
 *
 * @param name of the topic
 * @param columns the members of its values, in order; a row whose pseudonyms were made under version 2 of the key or a later one has
 *     {@link PseudonymKeys#VERSION} besides, after the columns that are masked
 * @param keyColumns the columns that are the row's identity: empty where every record is a row of its own
 * @param rule what is in it, in plain words
 * @param config the topic's own settings, where they differ from the broker's
 */
public record DerivedTopic(
        String name, List<String> columns, List<String> keyColumns, String rule, Map<String, String> config) {
    static final String SECURE = "TRANSACTIONS_SECURE";
    static final String USD = "TRANSACTIONS_USD";
    static final String BLACKLISTED = "TRANSACTIONS_BLACKLISTED";
    static final String USER_SPENDING = "USER_SPENDING_BY_TYPE";
    static final String SPEND_BY_WINDOW = "SPEND_LAST_FIVE_MIN_BY_TYPE";
    /** The topic of what no rule understands. */
    public static final String QUARANTINE = "TRANSACTIONS_QUARANTINE";

    /** Room for a record of 16 MiB in base64. */
    static final int MAX_QUARANTINE_BYTES = 24 * 1024 * 1024;

    private static final long DAY_MS = 86_400_000;

    private static final List<String> SECURE_COLUMNS = List.of(
            "TRANSACTION_ID",
            "TIMESTAMP",
            "USER_ID_HASHED",
            "USER_NAME_HASHED",
            "IP_MASKED",
            "STREET_MASKED",
            "PRODUCT_ID",
            "PRODUCT_CATEGORY",
            "QUANTITY",
            "PAYMENT_METHOD",
            "AMOUNT",
            "CURRENCY",
            "CITY",
            "COUNTRY",
            "TRANSACTION_TYPE",
            "STATUS",
            "CUSTOMER_RATING",
            "DISCOUNT_CODE",
            "TAX_AMOUNT",
            "DEVICE_OS",
            "DEVICE_BROWSER");
    private static final List<String> USD_COLUMNS = with(SECURE_COLUMNS, "AMOUNT_USD", "TARGET_CURRENCY");

    public DerivedTopic {
        columns = List.copyOf(columns);
        keyColumns = List.copyOf(keyColumns);
        config = Map.copyOf(config);
    }

    /** Whether the topic holds the raw bytes of its source, which not everybody may see. */
    public boolean confidential() {
        return name.equals(QUARANTINE);
    }

    /** Whether its rows hold pseudonyms. */
    public boolean pseudonymous() {
        return columns.contains(PseudonymKeys.USER_ID);
    }

    /** Whether the newest record of a key replaces the older ones. */
    public boolean table() {
        return !keyColumns.isEmpty();
    }

    static List<DerivedTopic> all() {
        List<DerivedTopic> all = new ArrayList<>();
        all.add(stream(SECURE, SECURE_COLUMNS, "every transaction, pseudonymised and flattened"));
        all.add(stream(USD, USD_COLUMNS, "SECURE with AMOUNT in US dollars at the configured rate"));
        all.add(stream(
                BLACKLISTED, with(USD_COLUMNS, "BLACKLIST_STATUS"), "USD where city and country are blacklisted"));
        for (Status status : Status.values()) {
            all.add(stream(status.topic(), SECURE_COLUMNS, "SECURE where STATUS is " + status.text()));
        }
        all.add(userSpending());
        all.add(spendByWindow());
        all.add(quarantine());
        return List.copyOf(all);
    }

    private static DerivedTopic stream(String name, List<String> columns, String rule) {
        return new DerivedTopic(name, columns, List.of(), rule, Map.of());
    }

    /** Compaction waits a day, so that those who copy every update have the time to. */
    private static DerivedTopic userSpending() {
        return new DerivedTopic(
                USER_SPENDING,
                List.of(
                        "USER_ID_HASHED",
                        "TRANSACTION_TYPE",
                        "TRANSACTION_COUNT",
                        "TOTAL_SPENT_USD",
                        "AVERAGE_TRANSACTION_USD"),
                List.of("USER_ID_HASHED", "TRANSACTION_TYPE"),
                "count, sum and average of AMOUNT_USD per user and type",
                Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", String.valueOf(DAY_MS)));
    }

    private static DerivedTopic spendByWindow() {
        return new DerivedTopic(
                SPEND_BY_WINDOW,
                List.of("TRANSACTION_TYPE", "WINDOW_START", "WINDOW_END", "TRANSACTION_COUNT", "TOTAL_SPENT_5MIN"),
                List.of("TRANSACTION_TYPE", "WINDOW_START"),
                "count and sum of AMOUNT_USD per type in hopping windows of record time",
                Map.of());
    }

    private static DerivedTopic quarantine() {
        return new DerivedTopic(
                QUARANTINE,
                List.of("reason", "message", "topic", "partition", "offset", "timestamp", "key", "headers", "raw"),
                List.of(),
                "what no rule understands, as it came, with the reason",
                Map.of(
                        "retention.ms", String.valueOf(7 * DAY_MS),
                        "max.message.bytes", String.valueOf(MAX_QUARANTINE_BYTES)));
    }

    private static List<String> with(List<String> columns, String... more) {
        List<String> all = new ArrayList<>(columns);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
