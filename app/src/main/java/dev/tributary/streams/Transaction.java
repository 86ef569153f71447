package dev.tributary.streams;

import java.math.BigDecimal;

/**
 * A transaction that the rules understand.
 *
 * @param timestamp TIMESTAMP, in UTC
 * @param amount in the currency of the transaction
 * @param usd the amount in US dollars
 * @param fields the rest, as the source had it
 */
record Transaction(
        String id,
        String timestamp,
        String userId,
        String type,
        Status status,
        String currency,
        BigDecimal amount,
        Usd usd,
        Fields fields) {}
