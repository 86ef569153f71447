package dev.tributary.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When jobs are due, above all on the days on which the clocks change. In Paris they go from 2 to 3 on 2026-03-29, and from 3 to 2 on 2026-10-25. */
class TimingTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private static List<String> due(String cron, ZoneId zone, String from, String to) {
        Timing timing = Timing.Cron.parse(cron, zone);
        List<String> due = new ArrayList<>();
        Instant end = Instant.parse(to);
        for (Instant at = timing.after(Instant.parse(from)); !at.isAfter(end); at = timing.after(at)) {
            due.add(at.toString());
        }
        return due;
    }

    @Test
    void aTimeIsThatOfTheNamedZone() {
        assertThat(due("0 6 * * *", ZoneOffset.UTC, "2026-07-01T00:00:00Z", "2026-07-02T23:00:00Z"))
                .containsExactly("2026-07-01T06:00:00Z", "2026-07-02T06:00:00Z");
        assertThat(due("0 6 * * *", PARIS, "2026-07-01T00:00:00Z", "2026-07-02T23:00:00Z"))
                .containsExactly("2026-07-01T04:00:00Z", "2026-07-02T04:00:00Z");
    }

    @Test
    void aTimeThatDoesNotExistIsAnHourLaterOnce() {
        assertThat(due("30 2 * * *", PARIS, "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void aTimeThatComesTwiceCountsOnce() {
        assertThat(due("30 2 * * *", PARIS, "2026-10-24T00:00:00Z", "2026-10-26T12:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void aJobOfEveryHourRunsInEveryHourThatThereIs() {
        assertThat(due("0 * * * *", PARIS, "2026-10-24T23:30:00Z", "2026-10-25T03:30:00Z"))
                .containsExactly(
                        "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T03:00:00Z");
        assertThat(due("*/30 * * * *", PARIS, "2026-03-29T00:15:00Z", "2026-03-29T01:45:00Z"))
                .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
    }

    @Test
    void whatWasDueLastIsFoundHoweverLongAgo() {
        Timing daily = Timing.Cron.parse("0 6 * * *", ZoneOffset.UTC);
        Instant now = Instant.parse("2026-11-22T12:00:00Z");

        assertThat(daily.last(Instant.parse("2026-11-22T06:00:00Z"), now)).isEmpty();
        assertThat(daily.last(Instant.parse("2026-11-21T06:00:00Z"), now))
                .contains(Instant.parse("2026-11-22T06:00:00Z"));
        assertThat(daily.last(Instant.parse("1999-01-01T00:00:00Z"), now))
                .contains(Instant.parse("2026-11-22T06:00:00Z"));
        Timing yearly = Timing.Cron.parse("0 6 1 1 *", ZoneOffset.UTC);
        assertThat(yearly.last(Instant.parse("2020-06-01T00:00:00Z"), now))
                .contains(Instant.parse("2026-01-01T06:00:00Z"));
        Timing often = new Timing.Every(Duration.ofMinutes(10));
        assertThat(often.last(Instant.parse("2026-11-22T11:49:59Z"), now))
                .contains(Instant.parse("2026-11-22T11:59:59Z"));
        assertThat(often.last(Instant.parse("2026-11-22T11:50:01Z"), now)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4 *", "* * * *", "0 0 * * * *", "61 * * * *", "soon", ""})
    void whatIsNoExpressionOrNeverDueIsRefused(String text) {
        assertThatThrownBy(() -> Timing.Cron.parse(text, ZoneOffset.UTC)).isInstanceOf(IllegalArgumentException.class);
    }
}
