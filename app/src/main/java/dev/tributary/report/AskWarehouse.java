package dev.tributary.report;

import dev.tributary.report.Answers.Peak;
import dev.tributary.report.Answers.Spending;
import dev.tributary.warehouse.SqlValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks the warehouse all that the report wants to know of it. */
final class AskWarehouse {
    private final Optional<Reading> warehouse;
    private final Questions questions;
    private final Period period;

    /**
     * For a period.
     *
     * @param warehouse empty when there is none yet
     */
    AskWarehouse(Optional<Reading> warehouse, Period period) {
        this.warehouse = warehouse;
        this.questions = new Questions(period);
        this.period = period;
    }

    /**
     * Asks everything.
     *
     * @param late how much older than the newest one a record must be to count as late
     */
    Answers ask(Duration late) {
        AddUp sums = addUp();
        TimeStep step = sums.step();
        return new Answers(
                period,
                sums.overview(),
                summed(questions.spendByType(), () -> sums.types().byName()),
                summed(questions.topUsers(), () -> first(sums.users().greatestFirst())),
                summed(questions.averageByType(), () -> sums.types().averages()),
                ask(questions.failedByCountry(), AskWarehouse::counted),
                summed(questions.overTime(step), () -> sums.times().in(step)),
                step,
                ask(questions.peaks(), AskWarehouse::peak),
                summed(
                        questions.spendBy("spend-by-country", "COUNTRY"),
                        () -> sums.countries().greatestFirst()),
                summed(
                        questions.spendBy("spend-by-payment-method", "PAYMENT_METHOD"),
                        () -> sums.methods().greatestFirst()),
                summed(
                        questions.spendBy("spend-by-status", "STATUS"),
                        () -> sums.statuses().greatestFirst()),
                summed(questions.duplicates(), () -> List.of(sums.repeats())),
                summed(questions.late(late), () -> List.of(sums.late(late))));
    }

    private AddUp addUp() {
        return warehouse
                .filter(reading -> reading.has(Questions.TRANSACTIONS))
                .flatMap(reading ->
                        reading.read(Transaction.COLUMNS, Questions.TRANSACTIONS, () -> new AddUp(period)).stream()
                                .reduce(AddUp::with))
                .orElseGet(() -> new AddUp(period));
    }

    private <T> Answer<T> summed(Question question, Supplier<List<T>> rows) {
        return new Answer<>(
                question,
                warehouse.filter(reading -> reading.has(question.table())).map(reading -> rows.get()));
    }

    private <T> Answer<T> ask(Question question, Function<List<SqlValue>, T> reader) {
        Optional<List<T>> rows = warehouse
                .filter(reading -> reading.has(question.table()))
                .map(reading ->
                        reading.ask(question.sql()).rows().stream().map(reader).toList());
        return new Answer<>(question, rows);
    }

    private static List<Spending> first(List<Spending> users) {
        return users.subList(0, Math.min(Questions.TOP, users.size()));
    }

    private static Spending counted(List<SqlValue> row) {
        return new Spending(row.get(0).text(), OptionalLong.of(whole(row.get(1))), amount(row.get(1)), BigDecimal.ZERO);
    }

    private static Peak peak(List<SqlValue> row) {
        return new Peak(row.get(0).text(), row.get(1).text(), row.get(2).text(), whole(row.get(3)), amount(row.get(4)));
    }

    private static long whole(SqlValue value) {
        return value instanceof SqlValue.Whole number
                ? number.value()
                : amount(value).longValue();
    }

    /** Amounts that are not numbers count as nothing, as they do for SQL's SUM. */
    private static BigDecimal amount(SqlValue value) {
        if (value instanceof SqlValue.Whole whole) {
            return BigDecimal.valueOf(whole.value());
        }
        return value instanceof SqlValue.Real real && Double.isFinite(real.value())
                ? BigDecimal.valueOf(real.value())
                : BigDecimal.ZERO;
    }
}
