package dev.tributary.broker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One address of a cluster, not looked up yet. */
record HostAndPort(String host, int port) {
    /** {@code host:port}, {@code [::1]:port}, or either after a {@code protocol://} as Kafka allows. */
    private static final Pattern FORM = Pattern.compile("(?:[A-Za-z_0-9]+://)?\\[?([^\\[\\]/]+?)]?:([0-9]{1,5})");

    static HostAndPort parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap-servers must be host:port, several separated by commas, not '" + text + "'");
        }
        return new HostAndPort(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
