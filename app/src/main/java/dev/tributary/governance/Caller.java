package dev.tributary.governance;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * On whose behalf a command runs.
 *
 * @param name what the audit trail calls him
 * @param role what he is
 * @param scope what he came with: a token may allow less than its user may do
 * @param way how it is known who he is
 * @param process the name that the operating system knows the process by
 */
public record Caller(String name, Role role, Scope scope, Way way, String process) {
    /** How it is known who somebody is. */
    public enum Way {
        /** He can open the project's folder, so the operating system lets him do everything with it. */
        OWNER,
        /** The owner, or an administrator's token, acts as this user. */
        AS,
        /** He came with a token. */
        TOKEN
    }

    /** Whoever can open the project's folder and names nobody. */
    public static Caller owner(String process) {
        return new Caller(process, Role.ADMIN, Scope.ALL, Way.OWNER, process);
    }

    /** Whether he may do more than read. */
    public boolean administers() {
        return role == Role.ADMIN && scope == Scope.ALL;
    }

    /** Whether no permission is asked before he reads. */
    public boolean readsEverything() {
        return role == Role.ADMIN;
    }

    /** What the audit trail says of him beside his name. */
    Map<String, Object> details() {
        Map<String, Object> details = new TreeMap<>();
        details.put("way", way.name().toLowerCase(Locale.ROOT));
        if (!process.equals(name)) {
            details.put("process", process);
        }
        return details;
    }
}
