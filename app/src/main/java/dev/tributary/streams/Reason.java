package dev.tributary.streams;

import java.util.Locale;

/** Why a record is in TRANSACTIONS_QUARANTINE. The codes are stable: people filter and count by them. */
public enum Reason {
    NULL_VALUE("the record has no value"),
    NOT_UTF8("the value is not UTF-8"),
    NOT_JSON("the value is not one JSON document"),
    NOT_AN_OBJECT("the value is JSON, but not an object"),
    TOO_DEEPLY_NESTED("the value is nested too deeply"),
    BEYOND_LIMITS("a name, text or number in the value is longer than is allowed"),
    DUPLICATE_FIELD("a field is there twice"),
    WRONG_TYPE("a field has a value of the wrong JSON type"),
    TEXT_TOO_LONG("a text is longer than is allowed"),
    TEXT_NOT_ENCODABLE("a text holds half of a surrogate pair"),
    NUMBER_OUT_OF_RANGE("a number has more digits than is allowed"),
    MISSING_ID("TRANSACTION_ID is missing or blank"),
    MISSING_USER_ID("USER_ID is missing or blank"),
    MISSING_TIMESTAMP("TIMESTAMP is missing or blank"),
    BAD_TIMESTAMP("TIMESTAMP is not an ISO-8601 time with an offset"),
    MISSING_AMOUNT("AMOUNT is missing"),
    AMOUNT_NOT_A_NUMBER("AMOUNT is not a number"),
    AMOUNT_PRECISION("AMOUNT has more decimals than sums are kept with"),
    AMOUNT_OVERFLOW("AMOUNT is larger than sums can carry"),
    UNKNOWN_CURRENCY("CURRENCY has no rate"),
    UNKNOWN_TYPE("TRANSACTION_TYPE is not a known one"),
    UNKNOWN_STATUS("STATUS is not a known one"),
    IDENTIFYING_TEXT("a public field repeats what identifies the user"),
    RECORD_TIME_MISSING("the record has no time"),
    RECORD_TIME_IN_FUTURE("the time of the record lies in the future"),
    TOTAL_OVERFLOW("adding the amount would overflow a total"),
    INTERNAL_ERROR("the record could not be processed");

    private final String explanation;

    Reason(String explanation) {
        this.explanation = explanation;
    }

    /** The stable code, such as {@code unknown_currency}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the code means, for people. */
    public String explanation() {
        return explanation;
    }
}
