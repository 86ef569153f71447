package dev.tributary.lake;

import java.util.Collection;
import java.util.Map;

/** A batch whose lines are on the disk and not yet in the ledger: readers do not see it.
 * It is committed once, or given up with {@link LakeWriter#discard}.
 */
public final class ForcedBatch {
    private final LakeWriter writer;
    private final Map<DayFile, Tail.Forced> tails;

    ForcedBatch(LakeWriter writer, Map<DayFile, Tail.Forced> tails) {
        this.writer = writer;
        this.tails = tails;
    }

    /**
     * Commits the lines and the positions behind them.
     *
     * @return what was committed
     * @throws LakeException when it is not known whether they are; then the writer can only be closed, and opening the lake
     *     again tells
     */
    public CommitCounts commit(Collection<Position> positions) {
        return writer.commit(tails, positions);
    }
}
