package dev.tributary.report;

import dev.tributary.warehouse.TableKey;
import dev.tributary.warehouse.TableState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the report says of everything but the warehouse's rows: taken from the running system by whoever makes the report.
 *
 * @param at when it was taken
 * @param project what the project is called
 * @param version of Tributary
 * @param reader the user that the report is made as, who may not read everything; empty for whoever may
 * @param kafka the cluster's address; empty when it does not run
 * @param lag source records that nobody has derived yet; empty when unknown
 * @param topics the topics of the lake, by name
 * @param days the days of the lake, the newest first
 * @param comparison the last comparison of Kafka, lake and warehouse record by record; empty when none was made
 * @param warehouse empty when there is none yet
 * @param quarantine what lies in quarantine, by reason
 * @param runs what the scheduler ran, the latest first
 * @param governance who may read what, and how long data stays
 * @param lateAfter how much older than the newest one a record must be to count as late
 * @param settings the configuration, secrets masked
 * @param parts what Tributary is made of, and runs on
 */
public record PipelineFigures(
        Instant at,
        String project,
        String version,
        Optional<String> reader,
        Optional<String> kafka,
        OptionalLong lag,
        List<Topic> topics,
        List<Day> days,
        Optional<Comparison> comparison,
        Optional<Tables> warehouse,
        List<Reason> quarantine,
        List<Run> runs,
        Governance governance,
        Duration lateAfter,
        List<SettingLine> settings,
        List<Part> parts) {
    public PipelineFigures {
        topics = List.copyOf(topics);
        days = List.copyOf(days);
        quarantine = List.copyOf(quarantine);
        runs = List.copyOf(runs);
        settings = List.copyOf(settings);
        parts = List.copyOf(parts);
    }

    /**
     * A topic of the lake.
     *
     * @param name the topic
     * @param role what it is in the pipeline
     * @param mode how it stands in the warehouse
     * @param confidential whether its files are for few eyes
     * @param days how many days the lake has of it
     * @param records its records in the lake
     * @param today those of the day of the report
     * @param bytes the size of its files
     * @param deadLetters its records that are not one JSON object
     * @param deadLettersToday those of the day of the report
     * @param loaded its records that are loaded
     * @param loadedToday those of the day of the report
     * @param past those that were in it until their days expired
     * @param countable whether its rows must be as many as its loaded records, now and in the past
     * @param erasures whether persons were erased, of whom it still counts the records, and the warehouse has no rows
     * @param rows its rows in the warehouse; empty when it has no table
     * @param newest the latest time of its rows
     */
    public record Topic(
            String name,
            Role role,
            Mode mode,
            boolean confidential,
            long days,
            long records,
            long today,
            long bytes,
            long deadLetters,
            long deadLettersToday,
            long loaded,
            long loadedToday,
            Past past,
            boolean countable,
            boolean erasures,
            OptionalLong rows,
            Optional<Instant> newest) {}

    /** Records and dead letters that were in the lake until their days expired. */
    public record Past(long records, long deadLetters) {
        /** Of a topic of which no day expired. */
        public static final Past NONE = new Past(0, 0);
    }

    /** What a topic is in the pipeline. */
    public enum Role {
        /** Every transaction once. */
        EVERY_TRANSACTION,
        /** What no rule understood. */
        REJECTED,
        /** Anything else. */
        OTHER
    }

    /** How a topic stands in the warehouse. */
    public enum Mode {
        /** Every record is a row. */
        APPEND,
        /** The newest record of a key is the row. */
        LATEST,
        /** Not at all. */
        IGNORE
    }

    /** A day of the lake: how many topics have records of it, how many, and their size. */
    public record Day(LocalDate date, long topics, long records, long bytes, long loaded) {}

    /**
     * A comparison of Kafka, lake and warehouse record by record.
     *
     * @param at when it was made
     * @param topics what it found, a topic each
     */
    public record Comparison(Instant at, List<Compared> topics) {
        public Comparison {
            topics = List.copyOf(topics);
        }

        /** Whether nothing was missing, twice or unexpected. */
        public boolean clean() {
            return topics.stream().allMatch(topic -> topic.differences() == 0);
        }
    }

    /**
     * What was found of one topic.
     *
     * @param topic the topic
     * @param kafka records that Kafka still holds
     * @param lake those in the lake
     * @param deadLetters those that are no JSON object
     * @param pruned those whose days had expired
     * @param erased those whose persons were erased
     * @param rows its rows; empty when it is not loaded
     * @param waiting those that wait to be taken or loaded
     * @param differences those that are missing, twice or unexpected somewhere
     */
    public record Compared(
            String topic,
            long kafka,
            long lake,
            long deadLetters,
            long pruned,
            long erased,
            OptionalLong rows,
            long waiting,
            long differences) {}

    /**
     * The warehouse.
     *
     * @param bytes the size of its file; empty when that tells of what may not be read
     * @param tables the tables that may be read
     * @param keys their keys
     * @param users how many users it knows; empty when that may not be read
     * @param rejects lines that could not become rows; empty when they may not be read
     * @param lastLoad when something was last loaded
     */
    public record Tables(
            OptionalLong bytes,
            List<TableState> tables,
            List<TableKey> keys,
            OptionalLong users,
            OptionalLong rejects,
            Optional<Instant> lastLoad) {
        public Tables {
            tables = List.copyOf(tables);
            keys = List.copyOf(keys);
        }

        /** All rows together. */
        public long rows() {
            return tables.stream().mapToLong(TableState::rows).sum();
        }
    }

    /** Why records lie in quarantine: how many there are, and how many of them nobody has dealt with. */
    public record Reason(String topic, String code, long records, long open) {}

    /** A setting with its value, as it may be shown, and where that comes from. */
    public record SettingLine(String key, String value, String origin) {}

    /** Something with a version. */
    public record Part(String name, String version) {}

    /** The day of the report, in UTC. */
    public LocalDate today() {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
