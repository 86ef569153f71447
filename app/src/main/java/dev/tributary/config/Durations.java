package dev.tributary.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 1h30m}, {@code 7d}. */
public final class Durations {
    private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhd])");
    private static final Map<String, Duration> UNITS = units();

    private Durations() {}

    /** The duration, or nothing when the text is none, names a unit twice, or units out of order. */
    public static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Duration last = Duration.ofDays(Integer.MAX_VALUE);
        for (Matcher part = PART.matcher(text); part.find(); ) {
            Duration unit = UNITS.getOrDefault(part.group(2), Duration.ZERO);
            if (unit.compareTo(last) >= 0) {
                return Optional.empty();
            }
            last = unit;
            sum = sum.plus(unit.multipliedBy(Long.parseLong(part.group(1))));
        }
        return Optional.of(sum);
    }

    /** The duration as it is written in settings, in the fewest units. */
    public static String text(Duration duration) {
        StringBuilder text = new StringBuilder();
        Duration rest = duration;
        for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
            long count = rest.dividedBy(unit.getValue());
            if (count > 0) {
                text.append(count).append(unit.getKey());
                rest = rest.minus(unit.getValue().multipliedBy(count));
            }
        }
        return text.isEmpty() ? "0ms" : text.toString();
    }

    private static Map<String, Duration> units() {
        Map<String, Duration> units = new LinkedHashMap<>();
        units.put("d", Duration.ofDays(1));
        units.put("h", Duration.ofHours(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("s", Duration.ofSeconds(1));
        units.put("ms", Duration.ofMillis(1));
        return units;
    }
}
