package dev.tributary.generator;

import dev.tributary.generator.Vocabulary.Status;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The transactions whose status has still to move on: pending, processing, then an end. Their steps come a few records apart, other
 * transactions in between.
 */
final class Lifecycles {
    private static final int STEPS_AFTER_FIRST = 2;
    private static final int FARTHEST_APART = 50;

    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(Step::due).thenComparingLong(Step::order));
    private long owed;
    private long queued;

    /**
     * What comes next of a transaction.
     *
     * @param previous when the step before it was, in microseconds since 1970
     * @param due how many records are made before it
     * @param order which one comes first of those due at the same time
     */
    record Step(Transaction transaction, Status status, long previous, long due, long order) {}

    /** Whether a transaction begun now comes to its end within the records left. */
    boolean haveRoom(long left) {
        return left > owed + STEPS_AFTER_FIRST;
    }

    void begin(Transaction transaction, long micros, long made, Draws draws) {
        owed += STEPS_AFTER_FIRST;
        queue(transaction, Status.PROCESSING, micros, made, draws);
    }

    /** The next step when its turn has come, or when what is owed needs all the records left. */
    Optional<Step> take(long made, long left) {
        Step next = steps.peek();
        if (next == null || (next.due() > made && left > owed)) {
            return Optional.empty();
        }
        steps.remove();
        owed--;
        return Optional.of(next);
    }

    void end(Step processing, long micros, long made, Draws draws) {
        queue(processing.transaction(), draws.oneOf(Status.FINAL), micros, made, draws);
    }

    private void queue(Transaction transaction, Status status, long previous, long made, Draws draws) {
        steps.add(new Step(transaction, status, previous, made + draws.between(1, FARTHEST_APART), queued++));
    }
}
