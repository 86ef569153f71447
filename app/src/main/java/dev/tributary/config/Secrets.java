package dev.tributary.config;

import java.util.regex.Pattern;

/** Which values are never shown. */
final class Secrets {
    private static final Pattern SECRET =
            Pattern.compile("password|secret|jaas|key|token|credential", Pattern.CASE_INSENSITIVE);
    private static final Pattern HARMLESS =
            Pattern.compile("(?:key|value)\\.(?:de)?serializer|ssl\\.key(?:store|manager)\\.(?:type|location|algorithm)"
                    + "|ssl\\.truststore\\.location|sasl\\.oauthbearer\\.token\\.endpoint\\.url");
    private static final String PREFIX = KnownSettings.KAFKA_PROPERTIES.key() + ".";

    private Secrets() {}

    /** Whether this setting's value may be a secret. */
    static boolean holds(String key) {
        if (!key.startsWith(PREFIX)) {
            return false;
        }
        String property = key.substring(PREFIX.length());
        return SECRET.matcher(property).find() && !HARMLESS.matcher(property).matches();
    }

    /** The value, or stars in its place. */
    static String mask(String key, String value) {
        return holds(key) ? "********" : value;
    }
}
