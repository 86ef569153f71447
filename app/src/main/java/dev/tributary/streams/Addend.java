package dev.tributary.streams;

import java.nio.ByteBuffer;

/**
 * What the repartition topics carry of a transaction: the amount to add, the record it is from, and the version of the key of its pseudonyms. The
 * version is left out while it is 1: so what was sent before there were versions is read alike.
 *
 * @param partition of the source
 * @param offset in the partition of the source
 * @param keyVersion of the pseudonym in the record's key
 */
record Addend(Usd amount, int partition, long offset, int keyVersion) {
    private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(keyVersion > 1 ? BYTES + Integer.BYTES : BYTES)
                .putLong(amount.micros())
                .putInt(partition)
                .putLong(offset);
        if (keyVersion > 1) {
            buffer.putInt(keyVersion);
        }
        return buffer.array();
    }

    static Addend fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Addend(
                new Usd(buffer.getLong()),
                buffer.getInt(),
                buffer.getLong(),
                buffer.hasRemaining() ? buffer.getInt() : 1);
    }
}
