package dev.tributary.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the report adds up of a transaction. Texts that are not there are empty.
 *
 * @param id its id
 * @param time its time as it names it
 * @param type its type
 * @param status its status
 * @param country its country
 * @param method its payment method
 * @param user its user's pseudonym
 * @param amount its amount in US dollars; empty when it has none
 */
record Transaction(
        String id,
        String time,
        String type,
        String status,
        String country,
        String method,
        String user,
        Optional<BigDecimal> amount) {

    /** The members, as SQL takes them out of a row in one go, a JSON array; and where Kafka had the record. */
    static final String COLUMNS =
            "json_extract(data, '$.TRANSACTION_ID', '$.TIMESTAMP', '$.TRANSACTION_TYPE', '$.STATUS', '$.COUNTRY',"
                    + " '$.PAYMENT_METHOD', '$.USER_ID_HASHED', '$.AMOUNT_USD'),"
                    + " kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp";

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");

    boolean isCompleted() {
        return status.equals("completed");
    }

    /** Reads such an array. */
    static Transaction parse(JsonFactory json, String array) {
        try (JsonParser parser = json.createParser(array)) {
            parser.nextToken();
            return new Transaction(
                    text(parser, array),
                    text(parser, array),
                    text(parser, array),
                    text(parser, array),
                    text(parser, array),
                    text(parser, array),
                    text(parser, array),
                    amount(parser));
        } catch (IOException e) {
            throw new IllegalStateException("SQLite made an array that is not JSON: " + array, e);
        }
    }

    private static String text(JsonParser parser, String array) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (!token.isStructStart()) {
            return parser.getText();
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return array.substring(from, (int) parser.currentLocation().getCharOffset());
    }

    /** As SQL's SUM sees it: texts that are numbers count, others are nothing. */
    private static Optional<BigDecimal> amount(JsonParser parser) throws IOException {
        return switch (parser.nextToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(parser.getDecimalValue());
            case VALUE_TRUE -> Optional.of(BigDecimal.ONE);
            case VALUE_STRING -> Optional.of(number(parser.getText()));
            case VALUE_NULL -> Optional.empty();
            default -> Optional.of(BigDecimal.ZERO);
        };
    }

    /** As much of its beginning as is a number, like SQLite: what a mask cuts off may leave some. */
    private static BigDecimal number(String text) {
        Matcher number = NUMBER.matcher(text.stripLeading());
        return number.lookingAt() ? new BigDecimal(number.group()) : BigDecimal.ZERO;
    }
}
