package dev.tributary.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Quantities as people say them. */
public final class Words {
    private static final int MOST_NAMED = 10;

    private Words() {}

    /** How many files were, or would be, archived and deleted. */
    public static String pruned(String would, long archived, long deleted) {
        String archive = would + (would.isEmpty() ? "archived " : " archive ") + count(archived, "file", "files");
        String delete = would + (would.isEmpty() ? "deleted " : " delete ") + count(deleted, "file", "files");
        if (archived == 0) {
            return delete;
        }
        return deleted == 0 ? archive : archive + " and " + (would.isEmpty() ? "deleted " : "delete ") + deleted;
    }

    /** A duration with one unit, such as {@code 0.4 s}, {@code 12 min}, {@code 3 days}; a negative one is nothing. */
    public static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** A number of things, such as {@code 1 file}, {@code 1,204 files}. */
    public static String count(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    /** A list on one line; of a long one the first, and how many more there are. */
    public static String some(List<String> all) {
        int more = all.size() - MOST_NAMED;
        return more <= 0
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, MOST_NAMED)) + String.format(Locale.ROOT, ", and %,d more", more);
    }

    /** A size with one unit, such as {@code 512 B}, {@code 1.3 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double size = bytes / 1000.0;
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, units[unit]);
    }
}
