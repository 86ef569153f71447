package dev.tributary.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param events how many transactions a pass of ingestion reads
 * @param rounds how many rounds count
 * @param fewRounds how many count of what is only looked at beside
 * @param warmUp how many rounds before them do not
 * @param streamsEvents how many transactions a pass of the topology takes
 * @param oneThreadToo whether the topology is measured with one thread as well
 * @param loadRows how many rows of TRANSACTIONS_USD a bulk load takes and the queries ask
 * @param tableRows how many rows the tables have that increments go into
 * @param increments how many increments each of these tables gets
 * @param innerForks how many processes measure each inner loop
 * @param innerTime how long each of its measurements takes
 * @param freshness how long each rate of messages is kept up and watched
 */
record Scale(
        long events,
        int rounds,
        int fewRounds,
        int warmUp,
        long streamsEvents,
        boolean oneThreadToo,
        int loadRows,
        List<Integer> tableRows,
        int increments,
        int innerForks,
        Duration innerTime,
        Duration freshness) {
    static Scale full() {
        return new Scale(
                2_000_000,
                5,
                3,
                2,
                300_000,
                true,
                1_000_000,
                List.of(1_000, 100_000, 1_000_000, 10_000_000),
                31,
                2,
                Duration.ofMillis(500),
                Duration.ofSeconds(10));
    }

    /** Less of everything, for a look. */
    static Scale quick() {
        return new Scale(
                120_000,
                3,
                1,
                1,
                30_000,
                false,
                100_000,
                List.of(1_000, 1_000_000),
                9,
                1,
                Duration.ofMillis(100),
                Duration.ofSeconds(2));
    }
}
