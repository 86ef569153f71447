package dev.tributary.report;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The days that a report is about, in UTC, by the time that each transaction itself names.
 *
 * @param from the first day; empty for the first there is
 * @param to the last day; empty for the last there is
 */
public record Period(Optional<LocalDate> from, Optional<LocalDate> to) {
    /** All there is. */
    public static final Period ALL = new Period(Optional.empty(), Optional.empty());

    public Period {
        if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
            throw new ReportException(
                    "the period begins on " + from.get() + ", after its end on " + to.get(),
                    "give --from a day that is not after --to");
        }
    }

    /** Whether a time in ISO-8601 and UTC lies in them; one that is none lies in no period that has an end. */
    boolean covers(String time) {
        return from.filter(day -> time.compareTo(day.toString()) < 0).isEmpty()
                && to.filter(day ->
                                time.isEmpty() || time.compareTo(day.plusDays(1).toString()) >= 0)
                        .isEmpty();
    }

    /**
     * The statement for these days alone.
     *
     * @param sql a statement that reads one table and has no WHERE of its own
     * @param table that table
     * @param member the member of the JSON that tells the time, in ISO-8601 and UTC
     */
    String within(String sql, String table, String member) {
        String source = "FROM " + table;
        return sql.replace(source, source + condition(member));
    }

    private String condition(String member) {
        String time = "json_extract(data, '$." + member + "')";
        Optional<String> begins = from.map(day -> time + " >= '" + day + "'");
        Optional<String> ends = to.map(day -> time + " < '" + day.plusDays(1) + "'");
        if (begins.isPresent() && ends.isPresent()) {
            return "\nWHERE " + begins.get() + "\n  AND " + ends.get();
        }
        return begins.or(() -> ends).map(one -> "\nWHERE " + one).orElse("");
    }
}
