package dev.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumsTest {
    @Test
    void sumsAreExactWhateverTheirDigits() {
        Sum sum = new Sum();
        for (int i = 0; i < 10; i++) {
            sum.add(new BigDecimal("0.1"));
        }
        sum.add(new BigDecimal("0.0000000000001"));
        sum.add(new BigDecimal("123456789012345678.25"));
        sum.add(new BigDecimal("1e999999999"));

        assertThat(sum.total()).isEqualByComparingTo("123456789012345679.2500000000001");
        assertThat(sum.count()).isEqualTo(13);
    }

    @Test
    void sumsBeyondALongGoOn() {
        Sum sum = new Sum();
        for (int i = 0; i < 20_000; i++) {
            sum.add(new BigDecimal("999999999.999999"));
        }

        assertThat(sum.total())
                .isEqualByComparingTo(new BigDecimal("999999999.999999").multiply(BigDecimal.valueOf(20_000)));
    }

    @Test
    void theMeanOfNothingIsNothing() {
        assertThat(new Sum().average()).isZero();
    }

    @Test
    void equalTextsCountOnce() {
        Distinct distinct = new Distinct();
        for (int i = 0; i < 100_000; i++) {
            distinct.add("TXN-" + i % 70_000, "completed");
        }
        distinct.add("TXN-", "1completed");

        assertThat(distinct.count()).isEqualTo(70_001);
    }

    @Test
    void lateIsWhatCameBehindSomethingNewerOfItsPartition() {
        List<long[]> inOrder = List.of(
                new long[] {0, 1_000}, new long[] {1, 9_000}, new long[] {2, 3_999}, new long[] {3, 4_001}, new long[] {
                    4, -1
                });

        for (List<long[]> order : List.of(
                inOrder,
                inOrder.stream().sorted((a, b) -> Long.compare(b[0], a[0])).toList())) {
            Arrivals arrivals = new Arrivals();
            order.forEach(record -> arrivals.add(0, 0, record[0], record[1]));
            arrivals.add(0, 1, 5, 1);
            arrivals.add(1, 0, 5, 1);

            assertThat(arrivals.late(5_000)).isEqualTo(1);
        }
    }

    @Test
    void timesAreDividedIntoFewEnoughStretches() {
        assertThat(TimeStep.between("2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z"))
                .isEqualTo(TimeStep.MINUTE);
        assertThat(TimeStep.between("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"))
                .isEqualTo(TimeStep.HOUR);
        assertThat(TimeStep.between("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"))
                .isEqualTo(TimeStep.DAY);
        assertThat(TimeStep.between("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"))
                .isEqualTo(TimeStep.MONTH);
        assertThat(TimeStep.between("", "yesterday")).isEqualTo(TimeStep.DAY);
        assertThat(TimeStep.MONTH.between(List.of("2026-11", "2027-02")))
                .containsExactly("2026-11", "2026-12", "2027-01", "2027-02");
        assertThat(TimeStep.DAY.between(List.of("", "2027-02-01"))).containsExactly("", "2027-02-01");
    }
}
