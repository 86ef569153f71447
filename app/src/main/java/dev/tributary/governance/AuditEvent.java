package dev.tributary.governance;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that is to stand in the audit trail.
 *
 * @param at when it happened
 * @param actor who did it: the name of a user of Tributary, or of the scheduler's job
 * @param action what was done
 * @param details more of it: texts, whole numbers and booleans by name. No personal data: names of tables, files, users of Tributary,
 *     counts and checksums; what may identify somebody goes through {@link AuditTrail#digest} first
 */
public record AuditEvent(Instant at, String actor, AuditAction action, Map<String, Object> details) {
    public AuditEvent {
        if (actor.isBlank()) {
            throw new IllegalArgumentException("audit: the actor must not be blank");
        }
        details.forEach(AuditEvent::requirePlain);
        details = Map.copyOf(details);
    }

    private static void requirePlain(String name, Object value) {
        if (!(value instanceof String
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Boolean)) {
            throw new IllegalArgumentException(
                    "audit: " + name + " must be a text, a whole number or a boolean, not a " + value.getClass());
        }
    }

    /** The details in the one order in which the trail writes them. */
    Map<String, Object> ordered() {
        return new TreeMap<>(details);
    }
}
