package dev.tributary.streams;

import dev.tributary.streams.StreamRules.BlacklistMode;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.streams.StreamRules.Place;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements with which ksqlDB 7 would derive the same topics, for those who come from there, with a remark wherever ksqlDB
 * cannot do the same.
 */
public final class KsqlStatements {
    private static final String HMAC = """
            -- ksqlDB has no HMAC. HMAC_PSEUDONYM(column, value) stands for a function of your own (a UDF): the first 16 bytes
            -- of HMAC-SHA-256 under a secret key per column, as 32 hex digits. A plain hash would not do: whoever hashes
            -- every possible id recovers them all. From version 2 of the key on, Tributary's rows also have the column
            -- PSEUDONYM_KEY, after STREET_MASKED: the version under which they were made.
            -- SPLIT(...)[1] keeps the first two numbers of an IPv4 address; IPv6 addresses need a function too.
            """;
    private static final String QUARANTINE = """
            -- ksqlDB cannot keep what it does not understand: a value that is not JSON is dropped and logged to the processing
            -- log, and missing fields become nulls. What can be said is which readable rows the others leave out; their raw
            -- bytes, partition and offset stay in the source.
            """;
    private static final String SOURCE_COLUMNS = """
              TRANSACTION_ID VARCHAR,
              `TIMESTAMP` VARCHAR,
              USER_ID VARCHAR,
              USER_NAME VARCHAR,
              PRODUCT_ID VARCHAR,
              AMOUNT DECIMAL(18, 2),
              CURRENCY VARCHAR,
              TRANSACTION_TYPE VARCHAR,
              STATUS VARCHAR,
              LOCATION STRUCT<CITY VARCHAR, COUNTRY VARCHAR>,
              PAYMENT_METHOD VARCHAR,
              PRODUCT_CATEGORY VARCHAR,
              QUANTITY BIGINT,
              SHIPPING_ADDRESS STRUCT<STREET VARCHAR, ZIP VARCHAR, CITY VARCHAR, COUNTRY VARCHAR>,
              DEVICE_INFO STRUCT<OS VARCHAR, BROWSER VARCHAR, IP_ADDRESS VARCHAR>,
              CUSTOMER_RATING INTEGER,
              DISCOUNT_CODE VARCHAR,
              TAX_AMOUNT DECIMAL(18, 2)\
            """;
    private static final String SECURE_COLUMNS = """
              TRANSACTION_ID AS TRANSACTION_KEY,
              AS_VALUE(TRANSACTION_ID) AS TRANSACTION_ID,
              `TIMESTAMP`,
              HMAC_PSEUDONYM('USER_ID_HASHED', USER_ID) AS USER_ID_HASHED,
              HMAC_PSEUDONYM('USER_NAME_HASHED', USER_NAME) AS USER_NAME_HASHED,
              CASE
                WHEN DEVICE_INFO->IP_ADDRESS IS NULL THEN NULL
                ELSE CONCAT(SPLIT(DEVICE_INFO->IP_ADDRESS, '.')[1], '.', SPLIT(DEVICE_INFO->IP_ADDRESS, '.')[2], '.x.x')
              END AS IP_MASKED,
              CASE WHEN SHIPPING_ADDRESS->STREET IS NULL THEN NULL ELSE '*** ******' END AS STREET_MASKED,
              PRODUCT_ID,
              PRODUCT_CATEGORY,
              QUANTITY,
              PAYMENT_METHOD,
              AMOUNT,
              CURRENCY,
              LOCATION->CITY AS CITY,
              LOCATION->COUNTRY AS COUNTRY,
              TRANSACTION_TYPE,
              STATUS,
              CUSTOMER_RATING,
              DISCOUNT_CODE,
              TAX_AMOUNT,
              DEVICE_INFO->OS AS DEVICE_OS,
              DEVICE_INFO->BROWSER AS DEVICE_BROWSER\
            """;

    private final StreamRules rules;

    /** The statements for the rules. */
    public KsqlStatements(StreamRules rules) {
        this.rules = rules;
    }

    /** One entry per derived topic, in an order in which they can be run, the source before them. */
    public List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add(source());
        statements.add(secure());
        statements.add(usd());
        statements.add(blacklisted());
        Stream.of(Status.values()).map(KsqlStatements::ofStatus).forEach(statements::add);
        statements.add(userSpending());
        statements.add(spendByWindow());
        statements.add(quarantine());
        return List.copyOf(statements);
    }

    /** All of them, as a script. */
    public String script() {
        return "SET 'auto.offset.reset' = 'earliest';\nSET 'processing.guarantee' = 'exactly_once_v2';\n\n"
                + String.join("\n", statements());
    }

    private String source() {
        return "CREATE STREAM TRANSACTION_LOG (\n" + SOURCE_COLUMNS + "\n) WITH (KAFKA_TOPIC = " + text(rules.source())
                + ", VALUE_FORMAT = 'JSON');\n";
    }

    private String secure() {
        return HMAC + createStream(DerivedTopic.SECURE) + "SELECT\n" + SECURE_COLUMNS
                + "\nFROM TRANSACTION_LOG\nWHERE " + understood()
                + (rules.blacklistMode() == BlacklistMode.EXCLUDE
                        ? "\n  -- exclude: these are read from TRANSACTION_LOG for TRANSACTIONS_BLACKLISTED alone\n"
                                + "  AND NOT " + blacklist("LOCATION->CITY", "LOCATION->COUNTRY")
                        : "")
                + "\nPARTITION BY TRANSACTION_ID\nEMIT CHANGES;\n";
    }

    private String usd() {
        return createStream(DerivedTopic.USD) + "SELECT\n  *,\n  AMOUNT * " + rate() + " AS AMOUNT_USD,\n  "
                + text(Rows.TARGET_CURRENCY) + " AS TARGET_CURRENCY\nFROM TRANSACTIONS_SECURE\nEMIT CHANGES;\n";
    }

    private String blacklisted() {
        if (rules.blacklistMode() == BlacklistMode.TAG) {
            return createStream(DerivedTopic.BLACKLISTED) + "SELECT\n  *,\n  " + text(Rows.BLACKLISTED)
                    + " AS BLACKLIST_STATUS\nFROM TRANSACTIONS_USD\nWHERE " + blacklist("CITY", "COUNTRY")
                    + "\nEMIT CHANGES;\n";
        }
        return createStream(DerivedTopic.BLACKLISTED) + "SELECT\n" + SECURE_COLUMNS + ",\n  AMOUNT * " + rate()
                + " AS AMOUNT_USD,\n  " + text(Rows.TARGET_CURRENCY) + " AS TARGET_CURRENCY,\n  "
                + text(Rows.BLACKLISTED) + " AS BLACKLIST_STATUS\nFROM TRANSACTION_LOG\nWHERE " + understood()
                + "\n  AND " + blacklist("LOCATION->CITY", "LOCATION->COUNTRY")
                + "\nPARTITION BY TRANSACTION_ID\nEMIT CHANGES;\n";
    }

    private static String ofStatus(Status status) {
        return createStream(status.topic()) + "SELECT *\nFROM TRANSACTIONS_SECURE\nWHERE STATUS = "
                + text(status.text()) + "\nEMIT CHANGES;\n";
    }

    private static String userSpending() {
        return "-- The key is a JSON object here; Tributary's is USER_ID_HASHED|TRANSACTION_TYPE as text.\n"
                + "CREATE TABLE " + DerivedTopic.USER_SPENDING + "\nWITH (KAFKA_TOPIC = "
                + text(DerivedTopic.USER_SPENDING) + ", KEY_FORMAT = 'JSON', VALUE_FORMAT = 'JSON') AS\n"
                + """
                SELECT
                  USER_ID_HASHED AS USER_KEY,
                  TRANSACTION_TYPE AS TYPE_KEY,
                  AS_VALUE(USER_ID_HASHED) AS USER_ID_HASHED,
                  AS_VALUE(TRANSACTION_TYPE) AS TRANSACTION_TYPE,
                  COUNT(*) AS TRANSACTION_COUNT,
                  SUM(AMOUNT_USD) AS TOTAL_SPENT_USD,
                  CAST(SUM(AMOUNT_USD) AS DECIMAL(38, 6)) / COUNT(*) AS AVERAGE_TRANSACTION_USD
                FROM TRANSACTIONS_USD
                GROUP BY USER_ID_HASHED, TRANSACTION_TYPE
                EMIT CHANGES;
                """;
    }

    private String spendByWindow() {
        HoppingWindow window = rules.window();
        return "-- Late records are judged by one clock per partition of the repartition topic, not of the source.\n"
                + "CREATE TABLE " + DerivedTopic.SPEND_BY_WINDOW + "\nWITH (KAFKA_TOPIC = "
                + text(DerivedTopic.SPEND_BY_WINDOW) + ", VALUE_FORMAT = 'JSON') AS\n"
                + """
                SELECT
                  TRANSACTION_TYPE AS TYPE_KEY,
                  AS_VALUE(TRANSACTION_TYPE) AS TRANSACTION_TYPE,
                  FORMAT_TIMESTAMP(FROM_UNIXTIME(WINDOWSTART), 'yyyy-MM-dd''T''HH:mm:ss''Z''', 'UTC') AS WINDOW_START,
                  FORMAT_TIMESTAMP(FROM_UNIXTIME(WINDOWEND), 'yyyy-MM-dd''T''HH:mm:ss''Z''', 'UTC') AS WINDOW_END,
                  COUNT(*) AS TRANSACTION_COUNT,
                  SUM(AMOUNT_USD) AS TOTAL_SPENT_5MIN
                FROM TRANSACTIONS_USD
                """
                + "WINDOW HOPPING (SIZE " + span(window.size()) + ", ADVANCE BY " + span(window.advance())
                + ", GRACE PERIOD " + span(window.grace()) + ")\nGROUP BY TRANSACTION_TYPE\nEMIT CHANGES;\n";
    }

    private String quarantine() {
        return QUARANTINE + createStream(DerivedTopic.QUARANTINE) + "SELECT *\nFROM TRANSACTION_LOG\nWHERE NOT ("
                + understood() + ")\nEMIT CHANGES;\n";
    }

    private static String createStream(String topic) {
        return "CREATE STREAM " + topic + "\nWITH (KAFKA_TOPIC = " + text(topic) + ", VALUE_FORMAT = 'JSON') AS\n";
    }

    private String understood() {
        return "TRANSACTION_ID IS NOT NULL AND USER_ID IS NOT NULL AND `TIMESTAMP` IS NOT NULL AND AMOUNT IS NOT NULL\n"
                + "  AND CURRENCY IN " + list(new TreeMap<>(rules.rates()).keySet().stream())
                + "\n  AND TRANSACTION_TYPE IN " + list(TransactionReader.TYPES.stream())
                + "\n  AND STATUS IN " + list(Stream.of(Status.values()).map(Status::text));
    }

    private String rate() {
        Map<String, BigDecimal> rates = new TreeMap<>(rules.rates());
        return rates.entrySet().stream()
                .map(rate -> "\n    WHEN " + text(rate.getKey()) + " THEN CAST('"
                        + rate.getValue().toPlainString() + "' AS DECIMAL(10, 4))")
                .collect(Collectors.joining("", "CASE CURRENCY", "\n  END"));
    }

    private String blacklist(String city, String country) {
        if (rules.blacklist().isEmpty()) {
            return "(1 = 0)";
        }
        return rules.blacklist().stream()
                .map(place -> pair(place, city, country))
                .collect(Collectors.joining("\n    OR ", "(", ")"));
    }

    private static String pair(Place place, String city, String country) {
        return "(" + city + " = " + text(place.city()) + " AND " + country + " = " + text(place.country()) + ")";
    }

    private static String list(Stream<String> values) {
        return values.map(KsqlStatements::text).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String span(Duration duration) {
        if (duration.toMillisPart() != 0 || duration.isZero()) {
            return duration.toMillis() + " MILLISECONDS";
        }
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " MINUTES" : duration.toSeconds() + " SECONDS";
    }
}
