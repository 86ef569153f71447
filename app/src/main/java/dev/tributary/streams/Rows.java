package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
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

    byte[] secure(Transaction transaction) {
        return object(out -> {
            Fields fields = transaction.fields();
            out.writeStringField("TRANSACTION_ID", transaction.id());
            out.writeStringField("TIMESTAMP", transaction.timestamp());
            out.writeStringField(PseudonymKeys.USER_ID, userIdHashed(transaction));
            out.writeStringField(PseudonymKeys.USER_NAME, userNames.ofNullable(fields.text(Field.USER_NAME)));
            out.writeStringField("IP_MASKED", Masks.ip(fields.text(Field.IP_ADDRESS)));
            out.writeStringField("STREET_MASKED", Masks.street(fields.text(Field.STREET)));
            if (keyVersion > 1) {
                out.writeNumberField(PseudonymKeys.VERSION, keyVersion);
            }
            out.writeStringField("PRODUCT_ID", fields.text(Field.PRODUCT_ID));
            out.writeStringField("PRODUCT_CATEGORY", fields.text(Field.PRODUCT_CATEGORY));
            writeNumber(out, "QUANTITY", fields.number(Field.QUANTITY));
            out.writeStringField("PAYMENT_METHOD", fields.text(Field.PAYMENT_METHOD));
            writeNumber(out, "AMOUNT", transaction.amount());
            out.writeStringField("CURRENCY", transaction.currency());
            out.writeStringField("CITY", fields.text(Field.CITY));
            out.writeStringField("COUNTRY", fields.text(Field.COUNTRY));
            out.writeStringField("TRANSACTION_TYPE", transaction.type());
            out.writeStringField("STATUS", transaction.status().text());
            writeNumber(out, "CUSTOMER_RATING", fields.number(Field.CUSTOMER_RATING));
            out.writeStringField("DISCOUNT_CODE", fields.text(Field.DISCOUNT_CODE));
            writeNumber(out, "TAX_AMOUNT", fields.number(Field.TAX_AMOUNT));
            out.writeStringField("DEVICE_OS", fields.text(Field.OS));
            out.writeStringField("DEVICE_BROWSER", fields.text(Field.BROWSER));
        });
    }

    static byte[] usd(byte[] secure, Usd usd) {
        return extend(
                secure,
                "\"AMOUNT_USD\":" + usd.dollars().toPlainString() + ",\"TARGET_CURRENCY\":\"" + TARGET_CURRENCY + "\"");
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
                + ",\"TOTAL_SPENT_USD\":" + total.sum().dollars().toPlainString()
                + ",\"AVERAGE_TRANSACTION_USD\":"
                + total.sum().average(total.count()).dollars().toPlainString() + "}");
    }

    /** The row of one type and window. */
    static byte[] windowSpending(String type, Instant start, Instant end, Total total) {
        return utf8("{\"TRANSACTION_TYPE\":\"" + type + "\",\"WINDOW_START\":\"" + start + "\",\"WINDOW_END\":\"" + end
                + "\",\"TRANSACTION_COUNT\":" + total.count()
                + ",\"TOTAL_SPENT_5MIN\":" + total.sum().dollars().toPlainString() + "}");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void writeNumber(JsonGenerator out, String name, @Nullable BigDecimal number) throws IOException {
        if (number == null) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, number);
        }
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

    private interface Members {
        void write(JsonGenerator out) throws IOException;
    }
}
