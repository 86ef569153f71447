package dev.tributary.streams;

import dev.tributary.streams.StreamRules.Place;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges source records by the rules: a transaction, or rejected with the reason. Not safe for use by several threads. */
final class TransactionReader {
    static final List<String> TYPES = List.of("purchase", "refund", "payment", "withdrawal");

    /** What a product of an amount and a rate of four decimals leaves of the six. */
    static final int AMOUNT_DECIMALS = 2;

    private static final Set<String> KNOWN_TYPES = Set.copyOf(TYPES);
    private static final int MAX_YEAR = 9999;
    private static final Pattern PLAIN_UTC =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z");

    /** Shorter ones would be found in anything. */
    private static final int MIN_IDENTIFYING = 4;

    private static final List<Field> CODES = List.of(
            Field.TRANSACTION_ID,
            Field.PRODUCT_ID,
            Field.PRODUCT_CATEGORY,
            Field.PAYMENT_METHOD,
            Field.DISCOUNT_CODE,
            Field.OS,
            Field.BROWSER);
    private static final List<Field> PLACES = List.of(Field.CITY, Field.COUNTRY);

    private final FieldReader reader = new FieldReader();
    private final Map<String, BigDecimal> rates;
    private final Set<Place> blacklist;

    TransactionReader(StreamRules rules) {
        this.rates = rules.rates();
        this.blacklist = Set.copyOf(rules.blacklist());
    }

    Transaction read(byte @Nullable [] value) throws RejectedException {
        if (value == null) {
            throw new RejectedException(Reason.NULL_VALUE);
        }
        Fields fields = reader.read(value);
        String id = present(fields.text(Field.TRANSACTION_ID), Reason.MISSING_ID);
        String userId = present(fields.text(Field.USER_ID), Reason.MISSING_USER_ID);
        String timestamp = utc(present(fields.text(Field.TIMESTAMP), Reason.MISSING_TIMESTAMP));
        String type = type(fields.text(Field.TRANSACTION_TYPE));
        Status status = status(fields.text(Field.STATUS));
        BigDecimal rate = rate(fields.text(Field.CURRENCY));
        BigDecimal amount = amount(fields.number(Field.AMOUNT));
        refuseIdentifyingText(fields, userId);
        return new Transaction(
                id,
                timestamp,
                userId,
                type,
                status,
                present(fields.text(Field.CURRENCY), Reason.UNKNOWN_CURRENCY),
                amount,
                usd(amount, rate),
                fields);
    }

    boolean blacklisted(Transaction transaction) {
        String city = transaction.fields().text(Field.CITY);
        String country = transaction.fields().text(Field.COUNTRY);
        return city != null && country != null && blacklist.contains(new Place(city, country));
    }

    private static String present(@Nullable String text, Reason missing) throws RejectedException {
        if (text == null || text.isBlank()) {
            throw new RejectedException(missing);
        }
        return text;
    }

    /** A text that is UTC already stays as it came, to the last digit of its fraction. */
    private static String utc(String timestamp) throws RejectedException {
        try {
            if (isPlainUtc(timestamp)) {
                return timestamp;
            }
            OffsetDateTime time = OffsetDateTime.parse(timestamp);
            OffsetDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC);
            if (utc.getYear() < 0 || utc.getYear() > MAX_YEAR) {
                throw new RejectedException(Reason.BAD_TIMESTAMP, "the year is not 0 to " + MAX_YEAR);
            }
            return timestamp.endsWith("Z") ? timestamp : utc.toInstant().toString();
        } catch (DateTimeException e) {
            throw new RejectedException(Reason.BAD_TIMESTAMP);
        }
    }

    /**
     * Whether it has the common form {@code 2026-03-01T12:00:00.123456Z}, which is told without the cost of a formatter.
     *
     * @throws DateTimeException when it has, but there is no such day or time
     */
    private static boolean isPlainUtc(String text) {
        if (!PLAIN_UTC.matcher(text).matches()) {
            return false;
        }
        LocalDateTime.of(
                digits(text, 0, 4),
                digits(text, 5, 7),
                digits(text, 8, 10),
                digits(text, 11, 13),
                digits(text, 14, 16),
                digits(text, 17, 19));
        return true;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static String type(@Nullable String type) throws RejectedException {
        if (type == null || !KNOWN_TYPES.contains(type)) {
            throw new RejectedException(Reason.UNKNOWN_TYPE);
        }
        return type;
    }

    private static Status status(@Nullable String status) throws RejectedException {
        return Status.of(status).orElseThrow(() -> new RejectedException(Reason.UNKNOWN_STATUS));
    }

    private BigDecimal rate(@Nullable String currency) throws RejectedException {
        return Optional.ofNullable(currency)
                .map(rates::get)
                .orElseThrow(() -> new RejectedException(Reason.UNKNOWN_CURRENCY));
    }

    private static BigDecimal amount(@Nullable BigDecimal amount) throws RejectedException {
        if (amount == null) {
            throw new RejectedException(Reason.MISSING_AMOUNT);
        }
        if (amount.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if ((long) amount.precision() - amount.scale() > FieldReader.MAX_DIGITS) {
            throw new RejectedException(Reason.AMOUNT_OVERFLOW);
        }
        if (amount.stripTrailingZeros().scale() > AMOUNT_DECIMALS) {
            throw new RejectedException(Reason.AMOUNT_PRECISION, "more than " + AMOUNT_DECIMALS);
        }
        return amount;
    }

    private static Usd usd(BigDecimal amount, BigDecimal rate) throws RejectedException {
        try {
            return Usd.exactly(amount.multiply(rate));
        } catch (ArithmeticException e) {
            throw new RejectedException(Reason.AMOUNT_OVERFLOW);
        }
    }

    /**
     * What is copied in clear must not repeat what is masked. The name of a user may be the name of a city, so places are not
     * compared with it.
     */
    private static void refuseIdentifyingText(Fields fields, String userId) throws RejectedException {
        for (Field field : CODES) {
            refuseSubstrings(fields, field, userId);
            refuseSame(fields, field, Field.USER_NAME);
            refuseSame(fields, field, Field.ZIP);
        }
        for (Field field : PLACES) {
            refuseSubstrings(fields, field, userId);
            refuseSame(fields, field, Field.ZIP);
        }
    }

    private static void refuseSubstrings(Fields fields, Field field, String userId) throws RejectedException {
        refuseSubstring(fields, field, userId);
        refuseSubstring(fields, field, fields.text(Field.IP_ADDRESS));
        refuseSubstring(fields, field, fields.text(Field.STREET));
    }

    private static void refuseSubstring(Fields fields, Field field, @Nullable String secret) throws RejectedException {
        String text = fields.text(field);
        if (text != null && secret != null && secret.length() >= MIN_IDENTIFYING && text.contains(secret)) {
            throw new RejectedException(Reason.IDENTIFYING_TEXT, field.path());
        }
    }

    private static void refuseSame(Fields fields, Field field, Field secret) throws RejectedException {
        String text = fields.text(field);
        if (text != null && !text.isBlank() && text.equals(fields.text(secret))) {
            throw new RejectedException(Reason.IDENTIFYING_TEXT, field.path());
        }
    }
}
