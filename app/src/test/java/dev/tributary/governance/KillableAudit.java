package dev.tributary.governance;

import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Adds entries to a trail in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableAudit {
    private KillableAudit() {}

    /** Arguments: {@code state-folder point visit}. */
    public static void main(String[] arguments) {
        KillPoint point = new KillPoint(arguments[1], Integer.parseInt(arguments[2]));
        try (AuditTrail trail = AuditTrail.open(Path.of(arguments[0]), reached -> point.reached(reached.name()))) {
            for (int n = 1; n <= 3; n++) {
                trail.append(new AuditEvent(Instant.EPOCH, "killed", AuditAction.LOGIN, Map.of("n", n)));
            }
        }
        System.out.println("ended without coming there");
    }
}
