package dev.tributary.generator;

import dev.tributary.generator.Vocabulary.Status;

/** Writes a transaction as compact JSON, its members in the order of the original. */
final class TransactionJson {
    private static final Word OPEN = Word.of("{");
    private static final Word ID = Word.of("\"TRANSACTION_ID\":\"TXN-");
    private static final Word AFTER_ID = Word.of("\",");
    private static final Word TIMESTAMP = Word.of("\"TIMESTAMP\":\"");
    private static final Word USER_ID = Word.of("\",\"USER_ID\":\"USER-");
    private static final Word USER_NAME = Word.of("\",\"USER_NAME\":\"");
    private static final Word PRODUCT_ID = Word.of("\",\"PRODUCT_ID\":\"PROD-");
    private static final Word AMOUNT = Word.of("\",\"AMOUNT\":");
    private static final Word CURRENCY = Word.of(",\"CURRENCY\":\"");
    private static final Word TYPE = Word.of("\",\"TRANSACTION_TYPE\":\"");
    private static final Word STATUS = Word.of("\",\"STATUS\":\"");
    private static final Word LOCATION_CITY = Word.of("\",\"LOCATION\":{\"CITY\":\"");
    private static final Word COUNTRY = Word.of("\",\"COUNTRY\":\"");
    private static final Word PAYMENT_METHOD = Word.of("\"},\"PAYMENT_METHOD\":\"");
    private static final Word CATEGORY = Word.of("\",\"PRODUCT_CATEGORY\":\"");
    private static final Word QUANTITY = Word.of("\",\"QUANTITY\":");
    private static final Word STREET = Word.of(",\"SHIPPING_ADDRESS\":{\"STREET\":\"");
    private static final Word ZIP = Word.of(" Main St\",\"ZIP\":\"");
    private static final Word CITY = Word.of("\",\"CITY\":\"");
    private static final Word OPERATING_SYSTEM = Word.of("\"},\"DEVICE_INFO\":{\"OS\":\"");
    private static final Word BROWSER = Word.of("\",\"BROWSER\":\"");
    private static final Word ADDRESS = Word.of("\",\"IP_ADDRESS\":\"");
    private static final Word RATING = Word.of("\"},\"CUSTOMER_RATING\":");
    private static final Word DISCOUNT = Word.of(",\"DISCOUNT_CODE\":");
    private static final Word DISCOUNT_TEXT = Word.of("\"DISCOUNT-");
    private static final Word TAX = Word.of(",\"TAX_AMOUNT\":");
    private static final Word CLOSE = Word.of("}");
    private static final Word NULL = Word.of("null");
    private static final Word KEY = Word.of("TXN-");

    private final JsonBytes out = new JsonBytes();

    /** The record's key. */
    byte[] key(int id) {
        return out.clear().text(KEY).hex(id).copy();
    }

    byte[] whole(Transaction transaction, Status status, long micros) {
        out.clear().text(OPEN).text(ID).hex(transaction.id()).text(AFTER_ID);
        return rest(transaction, status, micros);
    }

    byte[] withoutId(Transaction transaction, Status status, long micros) {
        out.clear().text(OPEN);
        return rest(transaction, status, micros);
    }

    private byte[] rest(Transaction transaction, Status status, long micros) {
        purchase(transaction, status, micros);
        shipping(transaction);
        device(transaction);
        feedback(transaction);
        out.text(TAX);
        if (status == Status.COMPLETED) {
            out.decimal(transaction.taxCents());
        } else {
            out.character('0');
        }
        return out.text(CLOSE).copy();
    }

    private void purchase(Transaction transaction, Status status, long micros) {
        out.text(TIMESTAMP).time(micros);
        out.text(USER_ID).number(transaction.user());
        out.text(USER_NAME).text(Vocabulary.nameOf(transaction.user()));
        out.text(PRODUCT_ID).number(transaction.product());
        out.text(AMOUNT).decimal(transaction.cents());
        out.text(CURRENCY).text(transaction.currency());
        out.text(TYPE).text(transaction.type());
        out.text(STATUS).text(status.word());
        out.text(LOCATION_CITY).text(transaction.place().city());
        out.text(COUNTRY).text(transaction.place().country());
        out.text(PAYMENT_METHOD).text(transaction.paymentMethod());
        out.text(CATEGORY).text(transaction.category());
        out.text(QUANTITY).number(transaction.quantity());
    }

    private void shipping(Transaction transaction) {
        out.text(STREET).number(transaction.street());
        out.text(ZIP).number(transaction.zip());
        out.text(CITY).text(transaction.place().city());
        out.text(COUNTRY).text(transaction.place().country());
    }

    private void device(Transaction transaction) {
        int address = transaction.address();
        out.text(OPERATING_SYSTEM).text(transaction.operatingSystem());
        out.text(BROWSER).text(transaction.browser());
        out.text(ADDRESS).number(address >>> 24).character('.');
        out.number(address >>> 16 & 0xFF).character('.');
        out.number(address >>> 8 & 0xFF).character('.').number(address & 0xFF);
    }

    private void feedback(Transaction transaction) {
        out.text(RATING);
        if (transaction.rating() == 0) {
            out.text(NULL);
        } else {
            out.number(transaction.rating());
        }
        out.text(DISCOUNT);
        if (transaction.discount() == 0) {
            out.text(NULL);
        } else {
            out.text(DISCOUNT_TEXT).number(transaction.discount()).character('"');
        }
    }
}
