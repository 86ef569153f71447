package dev.tributary.bench;

import dev.tributary.broker.ClientSettings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** What a consumer group has committed. A Kafka Streams application is one; no state of it tells when the first of its threads begins to work. */
final class GroupProgress implements AutoCloseable {
    private static final long LOOK_EVERY_MS = 20;

    private final String group;
    private final Admin admin;

    GroupProgress(ClientSettings cluster, String group) {
        this.group = group;
        this.admin = Admin.create(cluster.toProperties());
    }

    /** Waits for the first commit; the last time, by {@link System#nanoTime}, at which there was none. */
    long awaitFirst(Duration atMost) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long last = System.nanoTime();
        for (long now = last; committed() == 0; now = System.nanoTime()) {
            requireBefore(deadline);
            last = now;
            Thread.sleep(LOOK_EVERY_MS);
        }
        return last;
    }

    /** Waits until so many records, of all partitions together, are committed. */
    void await(long records, Duration atMost) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (committed() < records) {
            requireBefore(deadline);
            Thread.sleep(LOOK_EVERY_MS);
        }
    }

    private void requireBefore(long deadline) {
        if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException(group + " did not commit in time");
        }
    }

    private long committed() throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
