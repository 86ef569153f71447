package dev.tributary.cli;

import java.util.Locale;

/** How data is printed. */
enum Format {
    /** For people. */
    TABLE,
    /** One array of objects. */
    JSON,
    /** One object per line. */
    NDJSON,
    /** RFC 4180, with a header. */
    CSV;

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
