package dev.tributary.report;

import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Role;
import dev.tributary.report.PipelineFigures.Topic;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * How many records went each part of the way.
 *
 * @param read source records that the topology has derived or rejected
 * @param derived records of the derived topics in the lake
 * @param lake records that the lake took
 * @param loaded records that the warehouse took
 * @param rejected source records that no rule understood
 * @param deadLetters records that are not one JSON object
 * @param balance whether the stages agree
 */
record Flow(
        Volume read, Volume derived, Volume lake, Volume loaded, Volume rejected, Volume deadLetters, Balance balance) {

    /** Records of the day of the report, and all. */
    record Volume(long today, long all) {
        private static Volume of(
                List<Topic> topics, Predicate<Topic> which, ToLongFunction<Topic> today, ToLongFunction<Topic> all) {
            return new Volume(
                    topics.stream().filter(which).mapToLong(today).sum(),
                    topics.stream().filter(which).mapToLong(all).sum());
        }
    }

    /** Whether the stages agree. */
    enum Balance {
        /** Compared record by record: they do. */
        RECONCILED,
        /** By ledger, marks and counts they do; Kafka was not read again. */
        COUNTED,
        /** Something waits to be loaded; what is loaded agrees. */
        WAITING,
        /** They do not. */
        DIFFERS,
        /** There is nothing yet. */
        EMPTY
    }

    static Flow of(PipelineFigures figures) {
        List<Topic> topics = figures.topics();
        Predicate<Topic> every = topic -> topic.role() == Role.EVERY_TRANSACTION;
        Predicate<Topic> rejected = topic -> topic.role() == Role.REJECTED;
        return new Flow(
                Volume.of(topics, every.or(rejected), Topic::today, Flow::taken),
                Volume.of(topics, rejected.negate(), Topic::today, Flow::taken),
                Volume.of(topics, topic -> true, Topic::today, Flow::taken),
                Volume.of(topics, topic -> topic.mode() != Mode.IGNORE, Topic::loadedToday, Flow::everLoaded),
                Volume.of(topics, rejected, Topic::today, Flow::taken),
                Volume.of(
                        topics,
                        topic -> true,
                        Topic::deadLettersToday,
                        topic -> topic.deadLetters() + topic.past().deadLetters()),
                balance(figures));
    }

    private static Balance balance(PipelineFigures figures) {
        if (figures.topics().isEmpty()) {
            return Balance.EMPTY;
        }
        if (figures.comparison().isPresent()) {
            return figures.comparison().get().clean() ? Balance.RECONCILED : Balance.DIFFERS;
        }
        if (figures.topics().stream().anyMatch(topic -> difference(topic) != 0)) {
            return Balance.DIFFERS;
        }
        return figures.topics().stream().anyMatch(topic -> waiting(topic) > 0) ? Balance.WAITING : Balance.COUNTED;
    }

    /** Records that the lake ever took. */
    private static long taken(Topic topic) {
        return topic.records() + topic.past().records();
    }

    /** Records of which the warehouse ever made something: nothing leaves the lake before it is loaded. */
    private static long everLoaded(Topic topic) {
        return topic.loaded() + topic.past().records();
    }

    /** Records that are in the lake and not loaded. */
    static long waiting(Topic topic) {
        return topic.mode() == Mode.IGNORE ? 0 : Math.max(0, topic.records() - topic.loaded());
    }

    /**
     * How many rows the table has more than can be explained, or fewer. It has one for each record that was loaded; but erased persons have none, and what was pruned has
     * none in a warehouse that was made anew since.
     */
    static long difference(Topic topic) {
        if (!topic.countable() || topic.rows().isEmpty()) {
            return 0;
        }
        long rows = topic.rows().getAsLong();
        long least = topic.erasures() ? 0 : topic.loaded();
        return Math.max(0, rows - everLoaded(topic)) + Math.min(0, rows - least);
    }

    /** How many records have no row, and need none. */
    static long rowless(Topic topic) {
        return topic.countable() && topic.rows().isPresent() && difference(topic) == 0
                ? everLoaded(topic) - topic.rows().getAsLong()
                : 0;
    }
}
