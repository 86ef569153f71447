package dev.tributary.warehouse;

import java.util.List;
import java.util.Optional;

/**
 * The questions that the warehouse answers by name. The original counts refunds, failed and cancelled transactions as spent;
 * its totals are kept, and what is completed of them stands beside.
 */
public final class NamedQueries {
    private static final NamedQuery SPEND_BY_TYPE = new NamedQuery(
            "spend-by-type",
            "Total spent in USD per transaction type, and what of it is completed",
            """
            SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                   SUM(json_extract(data, '$.AMOUNT_USD')) AS total_spent_usd
            FROM TRANSACTIONS_USD
            GROUP BY transaction_type;
            """,
            """
            SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                   SUM(json_extract(data, '$.AMOUNT_USD')) AS total_spent_usd,
                   SUM(CASE WHEN json_extract(data, '$.STATUS') = 'completed'
                       THEN json_extract(data, '$.AMOUNT_USD') END) AS completed_usd
            FROM TRANSACTIONS_USD
            GROUP BY transaction_type
            ORDER BY transaction_type
            """,
            """
            SELECT nullif(TRANSACTION_TYPE, x'') AS transaction_type,
                   CASE WHEN amounts > 0 THEN amount_millionths / 1e6 END AS total_spent_usd,
                   CASE WHEN completed_amounts > 0 THEN completed_millionths / 1e6 END AS completed_usd
            FROM _sums_TRANSACTIONS_USD_by_TRANSACTION_TYPE
            WHERE records > 0
            ORDER BY transaction_type
            """,
            SummaryRule.name("TRANSACTIONS_USD", "TRANSACTION_TYPE"),
            "TRANSACTIONS_USD");

    private static final NamedQuery TOP_USERS = new NamedQuery(
            "top-users",
            "The ten users that spent most in USD, and what of it is completed",
            """
            SELECT json_extract(data, '$.USER_ID_HASHED') AS user,
                   SUM(json_extract(data, '$.AMOUNT_USD')) AS total
            FROM TRANSACTIONS_USD
            GROUP BY user
            ORDER BY total DESC
            LIMIT 10;
            """,
            """
            SELECT json_extract(data, '$.USER_ID_HASHED') AS user,
                   SUM(json_extract(data, '$.AMOUNT_USD')) AS total,
                   SUM(CASE WHEN json_extract(data, '$.STATUS') = 'completed'
                       THEN json_extract(data, '$.AMOUNT_USD') END) AS completed
            FROM TRANSACTIONS_USD
            GROUP BY user
            ORDER BY total DESC, user
            LIMIT 10
            """,
            """
            SELECT nullif(USER_ID_HASHED, x'') AS user,
                   CASE WHEN amounts > 0 THEN amount_millionths / 1e6 END AS total,
                   CASE WHEN completed_amounts > 0 THEN completed_millionths / 1e6 END AS completed
            FROM _sums_TRANSACTIONS_USD_by_USER_ID_HASHED
            WHERE records > 0
            ORDER BY total DESC, user
            LIMIT 10
            """,
            SummaryRule.name("TRANSACTIONS_USD", "USER_ID_HASHED"),
            "TRANSACTIONS_USD");

    private static final NamedQuery AVERAGE_BY_TYPE = new NamedQuery(
            "average-by-type",
            "Average amount in USD per transaction type, of all and of the completed ones",
            """
            SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                   AVG(json_extract(data, '$.AMOUNT_USD')) AS average_usd
            FROM TRANSACTIONS_USD
            GROUP BY transaction_type;
            """,
            """
            SELECT json_extract(data, '$.TRANSACTION_TYPE') AS transaction_type,
                   AVG(json_extract(data, '$.AMOUNT_USD')) AS average_usd,
                   AVG(CASE WHEN json_extract(data, '$.STATUS') = 'completed'
                       THEN json_extract(data, '$.AMOUNT_USD') END) AS average_completed_usd
            FROM TRANSACTIONS_USD
            GROUP BY transaction_type
            ORDER BY transaction_type
            """,
            """
            SELECT nullif(TRANSACTION_TYPE, x'') AS transaction_type,
                   CASE WHEN amounts > 0 THEN amount_millionths / 1e6 / amounts END AS average_usd,
                   CASE WHEN completed_amounts > 0
                       THEN completed_millionths / 1e6 / completed_amounts END AS average_completed_usd
            FROM _sums_TRANSACTIONS_USD_by_TRANSACTION_TYPE
            WHERE records > 0
            ORDER BY transaction_type
            """,
            SummaryRule.name("TRANSACTIONS_USD", "TRANSACTION_TYPE"),
            "TRANSACTIONS_USD");

    private static final NamedQuery FAILED_BY_COUNTRY = new NamedQuery(
            "failed-by-country",
            "How many transactions failed per country",
            """
            SELECT json_extract(data, '$.COUNTRY') AS country,
                   COUNT(*) AS failed
            FROM TRANSACTIONS_FAILED
            GROUP BY country
            ORDER BY failed DESC;
            """,
            """
            SELECT json_extract(data, '$.COUNTRY') AS country,
                   COUNT(*) AS failed
            FROM TRANSACTIONS_FAILED
            GROUP BY country
            ORDER BY failed DESC, country
            """,
            """
            SELECT nullif(COUNTRY, x'') AS country,
                   records AS failed
            FROM _sums_TRANSACTIONS_FAILED_by_COUNTRY
            WHERE records > 0
            ORDER BY failed DESC, country
            """,
            SummaryRule.name("TRANSACTIONS_FAILED", "COUNTRY"),
            "TRANSACTIONS_FAILED");

    private NamedQueries() {}

    /** All of them, in the order in which the original asks them. */
    public static List<NamedQuery> all() {
        return List.of(SPEND_BY_TYPE, TOP_USERS, AVERAGE_BY_TYPE, FAILED_BY_COUNTRY);
    }

    /** The one of that name. */
    public static Optional<NamedQuery> find(String name) {
        return all().stream().filter(query -> query.name().equals(name)).findFirst();
    }

    /**
     * Makes sure that a query can be asked.
     *
     * @throws WarehouseException when nothing was loaded yet into the table that it asks
     */
    public static void requireLoaded(SqlEngine warehouse, NamedQuery query) {
        if (warehouse.tables().stream().noneMatch(query.table()::equalsIgnoreCase)) {
            throw new WarehouseException(
                    "query " + query.name() + ": nothing is loaded into " + query.table() + " yet",
                    "load the topic " + query.table() + ": tributary load");
        }
    }

    /**
     * Why the summary of a query cannot answer it to the last digit, so that the rows have to; empty when it can.
     *
     * @throws WarehouseException when the database cannot be read
     */
    public static Optional<String> doubt(SqlEngine warehouse, NamedQuery query) {
        return warehouse.doubt(query.summary());
    }
}
