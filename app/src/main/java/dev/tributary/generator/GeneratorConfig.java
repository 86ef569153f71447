package dev.tributary.generator;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the generator makes.
 *
 * @param events how many source records; empty for no end
 * @param rate events per second; empty for as fast as possible
 * @param seed the same seed, the same bytes (with {@link Time#LIVE} apart from the times, with {@link Time#COURSE} on the same day)
 * @param users how many users there are, at most 9,000
 * @param distribution how the transactions spread over the users
 * @param lifecycle the share of transactions, 0 to 1, that are sent several times as their status moves on
 * @param time what TIMESTAMP says
 * @param bad the shares of bad input
 */
public record GeneratorConfig(
        OptionalLong events,
        OptionalDouble rate,
        long seed,
        int users,
        Distribution distribution,
        double lifecycle,
        Time time,
        BadInput bad) {

    /** How the transactions spread over the users. */
    public enum Distribution {
        UNIFORM,
        HEAVY_TAILED
    }

    /** What TIMESTAMP says. */
    public enum Time {
        /** Now. */
        LIVE,
        /** Uniform within the 30 days before the present day began in UTC. */
        COURSE
    }

    /**
     * The shares of records that are bad input of one kind, each 0 to 1, and 1 at most all together.
     *
     * @param notJson text that is not JSON
     * @param notObject JSON, but no object
     * @param missingId a transaction without TRANSACTION_ID
     * @param unknownCurrency a transaction in a currency without a rate
     * @param duplicate a record that repeats the last good one, byte for byte; none is sent three times, so one half at most
     * @param late a record whose time is before the windows still open
     * @param tombstone a null value
     */
    public record BadInput(
            double notJson,
            double notObject,
            double missingId,
            double unknownCurrency,
            double duplicate,
            double late,
            double tombstone) {
        /** None at all. */
        public static final BadInput NONE = new BadInput(0, 0, 0, 0, 0, 0, 0);

        public BadInput {
            requireShare("generator.bad.not-json", notJson);
            requireShare("generator.bad.not-object", notObject);
            requireShare("generator.bad.missing-id", missingId);
            requireShare("generator.bad.unknown-currency", unknownCurrency);
            requireShare("generator.bad.duplicate", duplicate);
            requireShare("generator.bad.late", late);
            requireShare("generator.bad.tombstone", tombstone);
            double sum = notJson + notObject + missingId + unknownCurrency + duplicate + late + tombstone;
            if (sum > 1 + 1e-9) {
                throw new IllegalArgumentException("generator.bad.* must add up to 1 at most, not " + sum);
            }
        }
    }

    public GeneratorConfig {
        if (events.isPresent() && events.getAsLong() < 0) {
            throw new IllegalArgumentException("generator.events must not be negative, not " + events.getAsLong());
        }
        if (rate.isPresent() && !(rate.getAsDouble() > 0)) {
            throw new IllegalArgumentException("generator.rate must be above zero, not " + rate.getAsDouble());
        }
        if (users < 1 || users > 9_000) {
            throw new IllegalArgumentException("generator.users must be 1 to 9000, not " + users);
        }
        requireShare("generator.lifecycle", lifecycle);
    }

    private static void requireShare(String setting, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(setting + " must be 0 to 1, not " + share);
        }
    }
}
