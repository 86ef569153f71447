package dev.tributary.quarantine;

import java.util.Optional;

/**
 * What came of one order.
 *
 * @param order the order
 * @param arrivedAt the record's new coordinates
 * @param failure why it was not sent; nothing of it is in Kafka then
 */
public record Sent(Order order, Optional<Place> arrivedAt, Optional<String> failure) {}
