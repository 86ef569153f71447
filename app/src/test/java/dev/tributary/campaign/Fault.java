package dev.tributary.campaign;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.Random;

/**
 * One thing that is done to a process. The sequence follows from the seed alone; what it does to the pipeline does not, since that hangs on the
 * machine's time.
 *
 * @param after how long after the fault before
 * @param victim which process
 * @param pause for how long it is stopped and then let go on; empty when it is killed
 * @param down how long a killed process stays down
 */
record Fault(Duration after, Role victim, Optional<Duration> pause, Duration down) {
    private static final int ALL_WEIGHTS =
            Arrays.stream(Role.values()).mapToInt(Role::weight).sum();

    /** Four kills to each pause; one pause in six outlives every session and transaction timeout. */
    static Iterator<Fault> sequence(long seed, Duration every) {
        Random random = new Random(seed);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Fault next() {
                Duration after = Duration.ofMillis(Math.round(every.toMillis() * (0.5 + random.nextDouble())));
                Role victim = victim(random.nextInt(ALL_WEIGHTS));
                boolean paused = random.nextInt(5) == 0;
                int milliseconds = random.nextInt(6) == 0 ? 12_000 : 300 + random.nextInt(4000);
                Duration down = Duration.ofMillis(random.nextInt(1000));
                return new Fault(
                        after, victim, paused ? Optional.of(Duration.ofMillis(milliseconds)) : Optional.empty(), down);
            }
        };
    }

    private static Role victim(int draw) {
        int left = draw;
        for (Role role : Role.values()) {
            left -= role.weight();
            if (left < 0) {
                return role;
            }
        }
        throw new IllegalArgumentException("no process for " + draw);
    }
}
