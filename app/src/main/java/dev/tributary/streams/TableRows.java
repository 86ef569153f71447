package dev.tributary.streams;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes rows of the tables that need not be sent before their transaction commits. */
interface TableRows {
    /** Holds nothing: each update of a table is a row. */
    TableRows EVERY_UPDATE = (key, row) -> false;

    /** A row of a table, written when it is sent, so that it says what holds then. */
    interface Row {
        /** The record, with the time of the row; its partition is left to its key. */
        ProducerRecord<byte[], byte[]> write();
    }

    /**
     * Sends the row when the transaction commits, unless a later one of the same key takes its place.
     *
     * @param key what rows of the same key have in common; equal for no others
     * @return false where the row is not taken: who asks sends it
     */
    boolean hold(Object key, Row row);
}
