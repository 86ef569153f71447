package dev.tributary.streams;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The rules of the topology.
 *
 * @param source the topic with the raw transactions
 * @param rates what one unit of each currency is in USD, with at most four decimals
 * @param blacklist the places whose transactions are marked
 * @param blacklistMode what marking does to the other topics
 * @param window the hopping window of SPEND_LAST_FIVE_MIN_BY_TYPE
 */
public record StreamRules(
        String source,
        Map<String, BigDecimal> rates,
        List<Place> blacklist,
        BlacklistMode blacklistMode,
        HoppingWindow window) {

    /** A city in a country, both compared exactly. */
    public record Place(String city, String country) {}

    /** What a blacklisted place does to a transaction. */
    public enum BlacklistMode {
        /** The row also stays in every other topic. */
        TAG,
        /** The row is in TRANSACTIONS_BLACKLISTED alone. */
        EXCLUDE
    }

    /**
     * A window of event time that starts anew every so often.
     *
     * @param size how long a window is
     * @param advance how far apart windows start
     * @param grace how late a record may come and still count
     */
    public record HoppingWindow(Duration size, Duration advance, Duration grace) {
        public HoppingWindow {
            if (size.toMillis() < 1 || advance.toMillis() < 1 || advance.compareTo(size) > 0) {
                throw new IllegalArgumentException(
                        "streams.window.advance must be above zero and at most the size " + size + ", not " + advance);
            }
            if (grace.isNegative()) {
                throw new IllegalArgumentException("streams.window.grace must not be negative, not " + grace);
            }
        }
    }

    public StreamRules {
        rates = Map.copyOf(rates);
        blacklist = List.copyOf(blacklist);
        if (source.isBlank()) {
            throw new IllegalArgumentException("streams.source must not be blank");
        }
        rates.forEach((currency, rate) -> {
            if (rate.signum() <= 0 || rate.scale() > 4) {
                throw new IllegalArgumentException("streams.rates." + currency
                        + " must be above zero with at most four decimals, not " + rate.toPlainString());
            }
        });
    }

    /** The rules of the original. */
    public static StreamRules defaults() {
        return new StreamRules(
                "transaction_log",
                Map.of(
                        "USD", new BigDecimal("1"),
                        "EUR", new BigDecimal("1.10"),
                        "GBP", new BigDecimal("1.25"),
                        "CAD", new BigDecimal("0.74"),
                        "AUD", new BigDecimal("0.65"),
                        "JPY", new BigDecimal("0.0067")),
                List.of(new Place("Glasgow", "UK"), new Place("Berlin", "Germany"), new Place("Shenzhen", "China")),
                BlacklistMode.TAG,
                new HoppingWindow(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }
}
