package dev.tributary.streams;

import java.nio.ByteBuffer;

/**
 * What the repartition topics carry of a transaction: the amount to add, and the record it is from.
 *
 * @param partition of the source
 * @param offset in the partition of the source
 */
record Addend(Usd amount, int partition, long offset) {
    byte[] toBytes() {
        return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                .putLong(amount.micros())
                .putInt(partition)
                .putLong(offset)
                .array();
    }

    static Addend fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Addend(new Usd(buffer.getLong()), buffer.getInt(), buffer.getLong());
    }
}
