package dev.tributary.cli;

import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a query as they come. */
final class SqlRows implements QueryRows, AutoCloseable {
    private final Session session;
    private Optional<Rows> rows = Optional.empty();
    private long count;

    SqlRows(Session session) {
        this.session = session;
    }

    @Override
    public void columns(List<String> names) {
        rows = Optional.of(
                session.rows(distinct(names).stream().map(Column::any).toList()));
    }

    @Override
    public void row(List<SqlValue> values) {
        rows.ifPresent(printed -> printed.add(plain(values)));
        count++;
    }

    /** How many rows came. */
    long count() {
        return count;
    }

    @Override
    public void close() {
        rows.ifPresent(Rows::close);
    }

    /** The values as the printers know them. */
    static List<@Nullable Object> plain(List<SqlValue> values) {
        List<@Nullable Object> plain = new ArrayList<>(values.size());
        for (SqlValue value : values) {
            plain.add(plain(value));
        }
        return plain;
    }

    private static @Nullable Object plain(SqlValue value) {
        if (value instanceof SqlValue.Whole whole) {
            return whole.value();
        }
        if (value instanceof SqlValue.Real real) {
            return real.value();
        }
        return value instanceof SqlValue.Null ? null : value.text();
    }

    /** A name that comes again gets a number, so that no member of a JSON object is lost. */
    static List<String> distinct(List<String> names) {
        Set<String> taken = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String name : names) {
            String free = name;
            for (int i = 2; !taken.add(free); i++) {
                free = name + "_" + i;
            }
            distinct.add(free);
        }
        return distinct;
    }
}
