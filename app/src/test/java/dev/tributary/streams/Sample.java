package dev.tributary.streams;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A good transaction, of which a test changes what it is about. */
final class Sample {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectNode object;

    private Sample(ObjectNode object) {
        this.object = object;
    }

    static Sample transaction() {
        return new Sample(read("""
                {"TRANSACTION_ID":"TXN-0000abcd","TIMESTAMP":"2026-03-01T12:00:00.123450Z","USER_ID":"USER-4711",
                "USER_NAME":"Martin","PRODUCT_ID":"PROD-123","AMOUNT":100.50,"CURRENCY":"EUR",
                "TRANSACTION_TYPE":"purchase","STATUS":"completed","LOCATION":{"CITY":"Lyon","COUNTRY":"France"},
                "PAYMENT_METHOD":"paypal","PRODUCT_CATEGORY":"books","QUANTITY":3,
                "SHIPPING_ADDRESS":{"STREET":"742 Main St","ZIP":"69001","CITY":"Lyon","COUNTRY":"France"},
                "DEVICE_INFO":{"OS":"Linux","BROWSER":"Firefox","IP_ADDRESS":"203.0.113.77"},
                "CUSTOMER_RATING":4,"DISCOUNT_CODE":"DISCOUNT-100","TAX_AMOUNT":10.05}"""));
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a field, given as JSON; nested ones as GROUP.FIELD. */
    Sample with(String path, String json) {
        int dot = path.indexOf('.');
        ObjectNode parent = dot < 0 ? object : (ObjectNode) object.get(path.substring(0, dot));
        parent.set(path.substring(dot + 1), read("{\"x\":" + json + "}").get("x"));
        return this;
    }

    Sample without(String field) {
        object.remove(field);
        return this;
    }

    Sample id(int number) {
        return with("TRANSACTION_ID", String.format("\"TXN-%08x\"", number));
    }

    String json() {
        return object.toString();
    }
}
