package dev.tributary.campaign;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process of the campaign does, in the order in which records pass through them. */
enum Role {
    BROKER(1),
    GENERATE(2),
    STREAMS(2),
    INGEST(2),
    LOAD(2);

    private final int weight;

    Role(int weight) {
        this.weight = weight;
    }

    /** How often this one is hit, in relation to the others. */
    int weight() {
        return weight;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those without which this one has nothing to do as soon as it has caught up: all before it. */
    Set<Role> upstream() {
        Set<Role> before = EnumSet.allOf(Role.class);
        before.removeIf(role -> role.compareTo(this) >= 0);
        return before;
    }
}
