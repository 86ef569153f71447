package dev.tributary.governance;

import java.util.ArrayList;
import java.util.List;

/** The summaries that the loader keeps beside a feed's table: {@code _sums_TABLE_by_MEMBER}. */
final class Summary {
    private static final String PREFIX = "_sums_";
    private static final String BY = "_by_";

    private Summary() {}

    /** The tables whose rows a summary may tell of, more than one where the name can be read in several ways; none when it is not a summary's. */
    static List<String> sourcesOf(String table) {
        List<String> sources = new ArrayList<>();
        if (table.startsWith(PREFIX)) {
            for (int by = table.indexOf(BY, PREFIX.length()); by > PREFIX.length(); by = table.indexOf(BY, by + 1)) {
                sources.add(table.substring(PREFIX.length(), by));
            }
        }
        return sources;
    }
}
