package dev.tributary.pipeline;

import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.time.Instant;

/** Forgets a person in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableForget {
    private KillableForget() {}

    /** Arguments: {@code project-folder point}. */
    public static void main(String[] arguments) {
        KillPoint point = new KillPoint(arguments[1], 1);
        new ForgetPerson(
                        ForgetTest.settings(Path.of(arguments[0])),
                        ForgetTest.KEYS,
                        (what, done) -> {},
                        reached -> point.reached(reached.name()))
                .run(ForgetTest.PERSON, Instant.now(), id -> {});
        System.out.println("ended without coming there");
    }
}
