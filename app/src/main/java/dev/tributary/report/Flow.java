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
                Volume.of(topics, every.or(rejected), Topic::today, Topic::records),
                Volume.of(topics, rejected.negate(), Topic::today, Topic::records),
                Volume.of(topics, topic -> true, Topic::today, Topic::records),
                Volume.of(topics, topic -> true, Topic::loadedToday, Topic::loaded),
                Volume.of(topics, rejected, Topic::today, Topic::records),
                Volume.of(topics, topic -> true, Topic::deadLettersToday, Topic::deadLetters),
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

    /** Records that are in the lake and not loaded. */
    static long waiting(Topic topic) {
        return topic.mode() == Mode.IGNORE ? 0 : Math.max(0, topic.records() - topic.loaded());
    }

    /** How many rows the table has more than were loaded, or fewer; nothing where the newest row of a key replaces the older ones. */
    static long difference(Topic topic) {
        return topic.mode() == Mode.APPEND ? topic.rows().orElse(topic.loaded()) - topic.loaded() : 0;
    }
}
