package dev.tributary.streams;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregated tables keep per key.
 *
 * @param count how many transactions
 * @param sum their amounts
 * @param timestamp the latest of their record times, which is the time of the table's row
 */
record Total(long count, Usd sum, long timestamp) {
    static final Total NONE = new Total(0, Usd.ZERO, 0);

    /**
     * The total with one more transaction.
     *
     * @throws ArithmeticException when the sum does not fit
     */
    Total plus(Usd amount, long amountTimestamp) {
        return new Total(count + 1, sum.plus(amount), Math.max(timestamp, amountTimestamp));
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(count)
                .putLong(sum.micros())
                .putLong(timestamp)
                .array();
    }

    static Total fromBytes(byte @Nullable [] bytes) {
        if (bytes == null) {
            return NONE;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Total(buffer.getLong(), new Usd(buffer.getLong()), buffer.getLong());
    }
}
