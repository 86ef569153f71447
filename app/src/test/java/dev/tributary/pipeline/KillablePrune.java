package dev.tributary.pipeline;

import dev.tributary.lake.LocalDisk;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/** Prunes in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillablePrune {
    static final String AT = "at ";

    private KillablePrune() {}

    /** Arguments: {@code project-folder now point}. */
    public static void main(String[] arguments) {
        new PruneExpiredDays(PruneTest.settings(Path.of(arguments[0])), new LocalDisk(), point -> {
                    if (point.name().equals(arguments[2])) {
                        System.out.println(AT + point);
                        System.out.flush();
                        new Semaphore(0).acquireUninterruptibly();
                    }
                })
                .run(Instant.parse(arguments[1]), 1);
        System.out.println("ended without coming there");
    }
}
