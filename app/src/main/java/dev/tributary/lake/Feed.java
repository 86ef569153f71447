package dev.tributary.lake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A rule that says which topics flow into the lake and how their records stand in the warehouse.
 *
 * @param topic the topic's name, or a glob in which {@code *} stands for any characters and {@code ?} for one; compared
 *     without regard to case
 * @param mode how records stand in the warehouse
 * @param key for {@link FeedMode#LATEST}: the members of the JSON that make the key where a line carries no Kafka key;
 *     empty when only the Kafka key counts
 * @param confidential whether the files hold raw personal data, so that only their owner may read them
 * @param retention how long its days stay in the lake; empty where the lake's own rule holds
 */
public record Feed(
        String topic, FeedMode mode, List<String> key, boolean confidential, Optional<Retention.Period> retention) {
    public Feed {
        if (topic.isBlank()) {
            throw new IllegalArgumentException("feed: topic must not be blank");
        }
        if (!topic.matches("[a-zA-Z0-9._*?-]{1,249}")) {
            throw new IllegalArgumentException("feed: topic '" + topic
                    + "' is not a Kafka topic name or glob (letters, digits, '.', '_', '-', '*', '?')");
        }
        key = List.copyOf(key);
    }

    /** A feed without a retention of its own. */
    public Feed(String topic, FeedMode mode, List<String> key, boolean confidential) {
        this(topic, mode, key, confidential, Optional.empty());
    }

    /** A feed whose every record becomes a row. */
    public static Feed append(String topic) {
        return new Feed(topic, FeedMode.APPEND, List.of(), false);
    }

    /** A feed with one row per key. */
    public static Feed latest(String topic, String... key) {
        return new Feed(topic, FeedMode.LATEST, List.of(key), false);
    }

    /** Whether this rule names one topic rather than a pattern. */
    public boolean exact() {
        return topic.indexOf('*') < 0 && topic.indexOf('?') < 0;
    }

    /** Whether this rule covers the topic, without regard to case. */
    public boolean matches(String name) {
        return matches(topic.toLowerCase(Locale.ROOT), 0, name.toLowerCase(Locale.ROOT), 0);
    }

    private static boolean matches(String glob, int g, String name, int n) {
        if (g == glob.length()) {
            return n == name.length();
        }
        if (glob.charAt(g) == '*') {
            return matches(glob, g + 1, name, n) || (n < name.length() && matches(glob, g, name, n + 1));
        }
        return n < name.length()
                && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))
                && matches(glob, g + 1, name, n + 1);
    }
}
