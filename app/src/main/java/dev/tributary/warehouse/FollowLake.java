package dev.tributary.warehouse;

import dev.tributary.lake.LakeReader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads continuously: right after {@link #wake()}, within 100 ms of a commit to the lake by another process, and within a
 * second of a change to a file that another tool writes.
 */
public final class FollowLake {
    /** Is told what happened, on the thread that follows. */
    public interface Listener {
        /** A pass is over that took lines, or found files that cannot be loaded. */
        void loaded(LoadSummary summary);

        /** A pass failed for a reason that passes; it will be tried again. Told once until a pass succeeds. */
        void delayed(WarehouseException reason);
    }

    private static final Logger LOG = LoggerFactory.getLogger(FollowLake.class);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FOREIGN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadLake load;
    private final LakeReader lake;
    private final Listener listener;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final RetryPause retry = new RetryPause();
    private boolean awake = true;
    private volatile boolean stopped;

    /** Joins a load, the lake it reads, and who is told. */
    public FollowLake(LoadLake load, LakeReader lake, Listener listener) {
        this.load = load;
        this.lake = lake;
        this.listener = listener;
    }

    /**
     * Loads until {@link #stop()} is called, or the thread is interrupted; then ends between two transactions, and the
     * interrupt stays.
     *
     * @throws WarehouseException when the warehouse cannot be written for a reason that does not pass
     */
    public void runUntilStopped() {
        long version = lake.version() - 1;
        long lookedAt = System.nanoTime();
        while (!ended()) {
            long current = lake.version();
            boolean foreignDue = System.nanoTime() - lookedAt >= FOREIGN_NANOS;
            boolean due = takeWake() || current != version || foreignDue;
            if (due && !retry.pausing()) {
                lookedAt = System.nanoTime();
                version = pass() ? current : current - 1;
            }
            pause();
        }
    }

    /** Something was committed to the lake: load it now. From any thread. */
    public void wake() {
        lock.lock();
        try {
            awake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@link #runUntilStopped()} return soon. From any thread. */
    public void stop() {
        stopped = true;
        wake();
    }

    private boolean ended() {
        return stopped || Thread.currentThread().isInterrupted();
    }

    /** One pass; whether it did what it could. */
    private boolean pass() {
        try {
            LoadSummary summary = load.load(this::ended);
            if (summary.changedAnything() || summary.partial()) {
                listener.loaded(summary);
            }
            retry.end();
            return true;
        } catch (WarehouseException e) {
            if (!e.passing()) {
                throw e;
            }
            if (retry.begin()) {
                LOG.warn("Load postponed: {}", e.getMessage());
                listener.delayed(e);
            }
            return false;
        }
    }

    private boolean takeWake() {
        lock.lock();
        try {
            boolean was = awake;
            awake = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    private void pause() {
        lock.lock();
        try {
            long left = POLL_NANOS;
            while (!awake && !stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
