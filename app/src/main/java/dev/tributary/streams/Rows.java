package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of the derived topics: compact JSON in UTF-8, columns in the order that {@link DerivedTopic} documents,
 * nulls kept. A row that has the columns of another one first is made from the other's bytes. Not safe for use by several
 * threads.
 */
final class Rows {
    static final String TARGET_CURRENCY = "USD";
    static final String BLACKLISTED = "BLACKLISTED";

    private static final int TYPICAL_ROW = 640;

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private final Pseudonym userIds;
    private final Pseudonym userNames;
    private final int keyVersion;

    Rows(KeyVersion key) {
        this.userIds = key.forColumn(PseudonymKeys.USER_ID);
        this.userNames = key.forColumn(PseudonymKeys.USER_NAME);
        this.keyVersion = key.number();
    }

    String userIdHashed(Transaction transaction) {
        return userIds.of(transaction.userId());
    }

    byte[] secure(Transaction transaction, String userIdHashed) {
        return object(out -> {
            Fields fields = transaction.fields();
            text(out, Column.TRANSACTION_ID, transaction.id());
            text(out, Column.TIMESTAMP, transaction.timestamp());
            text(out, Column.USER_ID_HASHED, userIdHashed);
            text(out, Column.USER_NAME_HASHED, userNames.ofNullable(fields.text(Field.USER_NAME)));
            text(out, Column.IP_MASKED, Masks.ip(fields.text(Field.IP_ADDRESS)));
            text(out, Column.STREET_MASKED, Masks.street(fields.text(Field.STREET)));
            if (keyVersion > 1) {
                out.writeNumberField(PseudonymKeys.VERSION, keyVersion);
            }
            text(out, Column.PRODUCT_ID, fields.text(Field.PRODUCT_ID));
            text(out, Column.PRODUCT_CATEGORY, fields.text(Field.PRODUCT_CATEGORY));
            number(out, Column.QUANTITY, fields.number(Field.QUANTITY));
            text(out, Column.PAYMENT_METHOD, fields.text(Field.PAYMENT_METHOD));
            number(out, Column.AMOUNT, transaction.amount());
            text(out, Column.CURRENCY, transaction.currency());
            text(out, Column.CITY, fields.text(Field.CITY));
            text(out, Column.COUNTRY, fields.text(Field.COUNTRY));
            text(out, Column.TRANSACTION_TYPE, transaction.type());
            text(out, Column.STATUS, transaction.status().text());
            number(out, Column.CUSTOMER_RATING, fields.number(Field.CUSTOMER_RATING));
            text(out, Column.DISCOUNT_CODE, fields.text(Field.DISCOUNT_CODE));
            number(out, Column.TAX_AMOUNT, fields.number(Field.TAX_AMOUNT));
            text(out, Column.DEVICE_OS, fields.text(Field.OS));
            text(out, Column.DEVICE_BROWSER, fields.text(Field.BROWSER));
        });
    }

    static byte[] usd(byte[] secure, Usd usd) {
        return extend(secure, "\"AMOUNT_USD\":" + usd + ",\"TARGET_CURRENCY\":\"" + TARGET_CURRENCY + "\"");
    }

    static byte[] blacklisted(byte[] usd) {
        return extend(usd, "\"BLACKLIST_STATUS\":\"" + BLACKLISTED + "\"");
    }

    /** The row of one user and type; the key is {@code <USER_ID_HASHED>|<TRANSACTION_TYPE>}, the former of fixed width. */
    static byte[] userSpending(String userIdHashed, int keyVersion, String type, Total total) {
        return utf8("{\"USER_ID_HASHED\":\"" + userIdHashed
                + (keyVersion > 1 ? "\",\"" + PseudonymKeys.VERSION + "\":" + keyVersion + ",\"" : "\",\"")
                + "TRANSACTION_TYPE\":\"" + type
                + "\",\"TRANSACTION_COUNT\":" + total.count()
                + ",\"TOTAL_SPENT_USD\":" + total.sum()
                + ",\"AVERAGE_TRANSACTION_USD\":"
                + total.sum().average(total.count()) + "}");
    }

    /** The row of one type and window, of which all up to the count is the same each time. */
    static String windowSpendingHead(String type, Instant start, Instant end) {
        return "{\"TRANSACTION_TYPE\":\"" + type + "\",\"WINDOW_START\":\"" + start + "\",\"WINDOW_END\":\"" + end
                + "\",\"TRANSACTION_COUNT\":";
    }

    static byte[] windowSpending(String head, Total total) {
        return utf8(head + total.count() + ",\"TOTAL_SPENT_5MIN\":" + total.sum() + "}");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void text(JsonGenerator out, SerializableString column, @Nullable String text) throws IOException {
        out.writeFieldName(column);
        out.writeString(text);
    }

    private static void number(JsonGenerator out, SerializableString column, @Nullable BigDecimal number)
            throws IOException {
        out.writeFieldName(column);
        out.writeNumber(number);
    }

    private static byte[] extend(byte[] object, String members) {
        byte[] more = utf8("," + members + "}");
        byte[] extended = new byte[object.length - 1 + more.length];
        System.arraycopy(object, 0, extended, 0, object.length - 1);
        System.arraycopy(more, 0, extended, object.length - 1, more.length);
        return extended;
    }

    private byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_ROW);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            members.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return bytes.toByteArray();
    }

    /** The names of the columns that are written for each transaction, encoded once. */
    private static final class Column {
        static final SerializableString TRANSACTION_ID = new SerializedString("TRANSACTION_ID");
        static final SerializableString TIMESTAMP = new SerializedString("TIMESTAMP");
        static final SerializableString USER_ID_HASHED = new SerializedString(PseudonymKeys.USER_ID);
        static final SerializableString USER_NAME_HASHED = new SerializedString(PseudonymKeys.USER_NAME);
        static final SerializableString IP_MASKED = new SerializedString("IP_MASKED");
        static final SerializableString STREET_MASKED = new SerializedString("STREET_MASKED");
        static final SerializableString PRODUCT_ID = new SerializedString("PRODUCT_ID");
        static final SerializableString PRODUCT_CATEGORY = new SerializedString("PRODUCT_CATEGORY");
        static final SerializableString QUANTITY = new SerializedString("QUANTITY");
        static final SerializableString PAYMENT_METHOD = new SerializedString("PAYMENT_METHOD");
        static final SerializableString AMOUNT = new SerializedString("AMOUNT");
        static final SerializableString CURRENCY = new SerializedString("CURRENCY");
        static final SerializableString CITY = new SerializedString("CITY");
        static final SerializableString COUNTRY = new SerializedString("COUNTRY");
        static final SerializableString TRANSACTION_TYPE = new SerializedString("TRANSACTION_TYPE");
        static final SerializableString STATUS = new SerializedString("STATUS");
        static final SerializableString CUSTOMER_RATING = new SerializedString("CUSTOMER_RATING");
        static final SerializableString DISCOUNT_CODE = new SerializedString("DISCOUNT_CODE");
        static final SerializableString TAX_AMOUNT = new SerializedString("TAX_AMOUNT");
        static final SerializableString DEVICE_OS = new SerializedString("DEVICE_OS");
        static final SerializableString DEVICE_BROWSER = new SerializedString("DEVICE_BROWSER");

        private Column() {}
    }

    private interface Members {
        void write(JsonGenerator out) throws IOException;
    }
}
