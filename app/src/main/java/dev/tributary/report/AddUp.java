package dev.tributary.report;

import com.fasterxml.jackson.core.JsonFactory;
import dev.tributary.report.Answers.Overview;
import dev.tributary.report.Answers.Repeats;
import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlValue;
import java.time.Duration;
import java.util.List;

/**
 * Adds all transactions up in one reading of the table: as many statements as the report prints would each read all of it again. The sums are those of
 * the printed statements.
 */
final class AddUp implements QueryRows {
    private final JsonFactory json = new JsonFactory();
    private final Period period;
    private final SumByName whole = new SumByName();
    private final SumByName types = new SumByName();
    private final SumByName users = new SumByName();
    private final SumByName countries = new SumByName();
    private final SumByName methods = new SumByName();
    private final SumByName statuses = new SumByName();
    private final SumByTime times = new SumByTime();
    private final Distinct different = new Distinct();
    private final Arrivals arrivals = new Arrivals();
    private String first = "";
    private String last = "";

    AddUp(Period period) {
        this.period = period;
    }

    @Override
    public void columns(List<String> names) {
        // as they were asked for
    }

    @Override
    public void row(List<SqlValue> values) {
        if (values.get(0) instanceof SqlValue.Text members) {
            Transaction transaction = Transaction.parse(json, members.value());
            if (period.covers(transaction.time())) {
                add(transaction);
                arrived(values);
            }
        }
    }

    /** Lines of other tools did not come by Kafka. */
    private void arrived(List<SqlValue> values) {
        if (values.get(1) instanceof SqlValue.Whole epoch
                && values.get(2) instanceof SqlValue.Whole partition
                && values.get(3) instanceof SqlValue.Whole offset
                && values.get(4) instanceof SqlValue.Whole time) {
            arrivals.add(epoch.value(), partition.value(), offset.value(), time.value());
        }
    }

    private void add(Transaction transaction) {
        whole.add("", transaction);
        types.add(transaction.type(), transaction);
        users.add(transaction.user(), transaction);
        countries.add(transaction.country(), transaction);
        methods.add(transaction.method(), transaction);
        statuses.add(transaction.status(), transaction);
        times.add(transaction);
        different.add(transaction.id(), transaction.status(), transaction.time());
        seen(transaction.time());
    }

    private void seen(String time) {
        if (!time.isEmpty()) {
            first = first.isEmpty() || time.compareTo(first) < 0 ? time : first;
            last = time.compareTo(last) > 0 ? time : last;
        }
    }

    /** Takes in what another one added up of other rows of the same table. */
    AddUp with(AddUp other) {
        whole.merge(other.whole);
        types.merge(other.types);
        users.merge(other.users);
        countries.merge(other.countries);
        methods.merge(other.methods);
        statuses.merge(other.statuses);
        times.merge(other.times);
        different.merge(other.different);
        arrivals.merge(other.arrivals);
        seen(other.first);
        seen(other.last);
        return this;
    }

    Overview overview() {
        return whole.byName().stream()
                .findFirst()
                .map(all ->
                        new Overview(all.count().orElse(0), all.gross(), all.completed(), users.names(), first, last))
                .orElse(Overview.NONE);
    }

    Repeats repeats() {
        return new Repeats(overview().count(), different.count());
    }

    /** How many came after a record of their partition that is newer by at least so much. */
    long late(Duration after) {
        return arrivals.late(after.toMillis());
    }

    SumByName types() {
        return types;
    }

    SumByName users() {
        return users;
    }

    SumByName countries() {
        return countries;
    }

    SumByName methods() {
        return methods;
    }

    SumByName statuses() {
        return statuses;
    }

    SumByTime times() {
        return times;
    }

    /** How finely the time that they span is divided. */
    TimeStep step() {
        return times.atLeast(TimeStep.between(first, last));
    }
}
