package dev.tributary.report;

import dev.tributary.warehouse.NamedQueries;
import dev.tributary.warehouse.NamedQuery;
import java.time.Duration;
import java.util.Locale;

/**
 * The statements of the report, for the days of a period, as they are printed. The original's four are the warehouse's named queries. Those that add transactions up
 * are answered by {@link AddUp}, the others run as they stand.
 */
final class Questions {
    /** The table of transactions with their amounts in US dollars. */
    static final String TRANSACTIONS = "TRANSACTIONS_USD";

    /** How many users the ranking of them has. */
    static final int TOP = 10;

    private static final String WINDOWS = "SPEND_LAST_FIVE_MIN_BY_TYPE";
    private static final String TIME = "TIMESTAMP";

    private final Period period;

    Questions(Period period) {
        this.period = period;
    }

    Question spendByType() {
        return named("spend-by-type");
    }

    Question topUsers() {
        return named("top-users");
    }

    Question averageByType() {
        return named("average-by-type");
    }

    Question failedByCountry() {
        return named("failed-by-country");
    }

    Question overTime(TimeStep step) {
        return transactions("spend-over-time", """
                SELECT substr(json_extract(data, '$.TIMESTAMP'), 1, %d) AS time,
                       json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                       SUM(json_extract(data, '$.AMOUNT_USD')) AS total_usd
                FROM TRANSACTIONS_USD
                GROUP BY time, transaction_type
                ORDER BY time, transaction_type
                """.formatted(step.length()));
    }

    Question spendBy(String name, String member) {
        return transactions(name, """
                SELECT json_extract(data, '$.%1$s') AS %2$s,
                       COUNT(*) AS transactions,
                       SUM(json_extract(data, '$.AMOUNT_USD')) AS total_usd,
                       SUM(CASE WHEN json_extract(data, '$.STATUS') = 'completed'
                           THEN json_extract(data, '$.AMOUNT_USD') END) AS completed_usd
                FROM TRANSACTIONS_USD
                GROUP BY %2$s
                ORDER BY total_usd DESC, %2$s
                """.formatted(member, member.toLowerCase(Locale.ROOT)));
    }

    Question peaks() {
        return question("five-minute-peaks", WINDOWS, "WINDOW_START", """
                SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                       json_extract(data, '$.WINDOW_START') AS window_start,
                       json_extract(data, '$.WINDOW_END') AS window_end,
                       json_extract(data, '$.TRANSACTION_COUNT') AS transactions,
                       json_extract(data, '$.TOTAL_SPENT_5MIN') AS total_usd
                FROM SPEND_LAST_FIVE_MIN_BY_TYPE
                ORDER BY total_usd DESC, window_start, transaction_type
                LIMIT 10
                """);
    }

    Question duplicates() {
        return question("duplicates", TRANSACTIONS, TIME, """
                SELECT COUNT(*) AS transactions,
                       COUNT(DISTINCT json_extract(data, '$.TRANSACTION_ID') || ' ' || json_extract(data, '$.STATUS')
                           || ' ' || json_extract(data, '$.TIMESTAMP')) AS different
                FROM TRANSACTIONS_USD
                """);
    }

    /** Late is what came after a record of its partition that is newer by at least this. */
    Question late(Duration after) {
        return question("late-records", TRANSACTIONS, TIME, """
                SELECT COUNT(*) AS late
                FROM (SELECT kafka_timestamp,
                             MAX(kafka_timestamp) OVER (PARTITION BY kafka_epoch, kafka_partition ORDER BY kafka_offset)
                               AS newest
                      FROM TRANSACTIONS_USD)
                WHERE newest - kafka_timestamp >= %d AND kafka_timestamp >= 0
                """.formatted(after.toMillis()));
    }

    private Question named(String name) {
        NamedQuery query = NamedQueries.find(name).orElseThrow();
        return question(name, query.table(), TIME, query.sql());
    }

    private Question transactions(String name, String sql) {
        return question(name, TRANSACTIONS, TIME, sql);
    }

    private Question question(String name, String table, String time, String sql) {
        return new Question(name, table, period.within(sql, table, time).strip());
    }
}
