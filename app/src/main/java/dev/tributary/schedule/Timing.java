package dev.tributary.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/** When a job is due. Immutable. */
public sealed interface Timing {
    /** The first time that it is due after a moment. */
    Instant after(Instant moment);

    /** The last time that it was due up to a moment, if it was due after another one. */
    Optional<Instant> last(Instant after, Instant upTo);

    /**
     * The moment from which on due times count, when the job was last due at {@code lastDue}. The clock may have been set back since: then what was due
     * already is not due again, unless the clock must have been wrong altogether.
     *
     * @param since when the job was first heard of, or the clock was last seen to be set back
     */
    Instant from(Instant lastDue, Instant since, Instant now);

    /**
     * Again and again, so long after it was due before.
     *
     * @param period longer than zero
     */
    record Every(Duration period) implements Timing {
        public Every {
            if (period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException("a period must be longer than zero, not " + period);
            }
        }

        @Override
        public Instant after(Instant moment) {
            return moment.plus(period);
        }

        @Override
        public Optional<Instant> last(Instant after, Instant upTo) {
            long times = Duration.between(after, upTo).dividedBy(period);
            return times < 1 ? Optional.empty() : Optional.of(after.plus(period.multipliedBy(times)));
        }

        @Override
        public Instant from(Instant lastDue, Instant since, Instant now) {
            return lastDue.isAfter(now) ? since : lastDue;
        }
    }

    /**
     * At times of the day in a time zone. On a day on which the clocks go forward, a time that does not exist is so much later; on one on which they go back, a time that
     * comes twice counts once, but a job that runs in every hour runs in both.
     */
    final class Cron implements Timing {
        private static final Duration CLOCK_SET_BACK = Duration.ofHours(25);
        private static final int FIELDS = 5;

        private final String text;
        private final ZoneId zone;
        private final ExecutionTime times;
        private final boolean everyHour;

        private Cron(String text, ZoneId zone, ExecutionTime times, boolean everyHour) {
            this.text = text;
            this.zone = zone;
            this.times = times;
            this.everyHour = everyHour;
        }

        /**
         * Reads an expression of five fields: minute, hour, day of the month, month, day of the week.
         *
         * @throws IllegalArgumentException when it is none, or never due
         */
        public static Cron parse(String text, ZoneId zone) {
            String[] fields = text.trim().split("\\s+", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(
                        "a cron expression has five fields (minute, hour, day, month, weekday), not " + fields.length);
            }
            CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            ExecutionTime times = ExecutionTime.forCron(parser.parse(text.trim()));
            Cron cron = new Cron(text.trim(), zone, times, fields[1].startsWith("*"));
            if (cron.local(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
                throw new IllegalArgumentException("it is never due");
            }
            return cron;
        }

        /** The next time on the wall after another one. Reckoned without a zone, so that no change of clocks comes in between. */
        private Optional<LocalDateTime> local(LocalDateTime after) {
            return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
        }

        @Override
        public Instant after(Instant moment) {
            if (everyHour) {
                return afterInEveryHour(moment);
            }
            LocalDateTime wall = LocalDateTime.ofInstant(moment, zone);
            while (true) {
                wall = local(wall).orElseThrow();
                Instant due = wall.atZone(zone).toInstant();
                if (due.isAfter(moment)) {
                    return due;
                }
            }
        }

        /** Time goes on evenly up to the next change of the clocks, and evenly from there. */
        private Instant afterInEveryHour(Instant moment) {
            ZoneRules rules = zone.getRules();
            ZoneOffset offset = rules.getOffset(moment);
            LocalDateTime wall = LocalDateTime.ofInstant(moment, offset);
            ZoneOffsetTransition change = rules.nextTransition(moment);
            Instant due = local(wall).orElseThrow().toInstant(offset);
            while (change != null && !change.getInstant().isAfter(due)) {
                wall = change.getDateTimeAfter().minusSeconds(1);
                due = local(wall).orElseThrow().toInstant(change.getOffsetAfter());
                change = rules.nextTransition(change.getInstant());
            }
            return due;
        }

        @Override
        public Optional<Instant> last(Instant after, Instant upTo) {
            Optional<Instant> last = Optional.empty();
            Instant from = after;
            if (Duration.between(after, upTo).compareTo(Duration.ofDays(3)) > 0) {
                from = times.lastExecution(LocalDateTime.ofInstant(upTo.minus(Duration.ofDays(2)), zone)
                                .atZone(ZoneOffset.UTC))
                        .map(wall ->
                                wall.toLocalDateTime().atZone(zone).toInstant().minusMillis(1))
                        .filter(earlier -> earlier.isAfter(after))
                        .orElse(after);
            }
            for (Instant due = after(from); !due.isAfter(upTo); due = after(due)) {
                last = Optional.of(due);
            }
            return last;
        }

        @Override
        public Instant from(Instant lastDue, Instant since, Instant now) {
            return lastDue.isAfter(now.plus(CLOCK_SET_BACK)) ? since : lastDue;
        }

        @Override
        public String toString() {
            return text + " " + zone;
        }
    }
}
