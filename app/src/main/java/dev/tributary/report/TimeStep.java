package dev.tributary.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** How finely time is divided, so that a day, a month and a year all make a chart. */
enum TimeStep {
    /** Minutes, as {@code 2026-11-22T14:03}. */
    MINUTE(16),
    /** Hours, as {@code 2026-11-22T14}. */
    HOUR(13),
    /** Days, as {@code 2026-11-22}. */
    DAY(10),
    /** Months, as {@code 2026-11}. */
    MONTH(7);

    private static final int MAX_STEPS = 100;

    private final int length;

    TimeStep(int length) {
        this.length = length;
    }

    /** How many characters of a time in ISO-8601 name the stretch it is in. */
    int length() {
        return length;
    }

    /** The next longer one; a month is the longest. */
    TimeStep longer() {
        return switch (this) {
            case MINUTE -> HOUR;
            case HOUR -> DAY;
            case DAY, MONTH -> MONTH;
        };
    }

    /** The stretch that a time in ISO-8601 is in. */
    String of(String time) {
        return time.length() <= length ? time : time.substring(0, length);
    }

    /** The finest one that divides the time between two moments in ISO-8601 into few enough stretches. */
    static TimeStep between(String first, String last) {
        try {
            Instant from = Instant.parse(first);
            Instant to = Instant.parse(last);
            if (from.until(to, ChronoUnit.MINUTES) < MAX_STEPS) {
                return MINUTE;
            }
            if (from.until(to, ChronoUnit.HOURS) < MAX_STEPS) {
                return HOUR;
            }
            return from.until(to, ChronoUnit.DAYS) < MAX_STEPS ? DAY : MONTH;
        } catch (DateTimeParseException notATime) {
            return DAY;
        }
    }

    /** All stretches from the first known one to the last; the known ones alone when they are not times, or too many to be drawn. */
    List<String> between(List<String> known) {
        String first = known.get(0);
        String last = known.get(known.size() - 1);
        try {
            List<String> all = new ArrayList<>();
            LocalDateTime end = start(last);
            for (LocalDateTime time = start(first); !time.isAfter(end); time = next(time)) {
                all.add(time.toString().substring(0, length));
                if (all.size() > 5 * MAX_STEPS) {
                    return known;
                }
            }
            return all;
        } catch (DateTimeParseException notATime) {
            return known;
        }
    }

    private LocalDateTime start(String stretch) {
        return switch (this) {
            case MINUTE -> LocalDateTime.parse(stretch);
            case HOUR -> LocalDateTime.parse(stretch + ":00");
            case DAY -> LocalDate.parse(stretch).atStartOfDay();
            case MONTH -> YearMonth.parse(stretch).atDay(1).atStartOfDay();
        };
    }

    private LocalDateTime next(LocalDateTime time) {
        return switch (this) {
            case MINUTE -> time.plusMinutes(1);
            case HOUR -> time.plusHours(1);
            case DAY -> time.plusDays(1);
            case MONTH -> time.plusMonths(1);
        };
    }
}
