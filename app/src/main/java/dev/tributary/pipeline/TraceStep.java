package dev.tributary.pipeline;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One stage on the way of a record.
 *
 * @param stage which
 * @param place where it stands there: a topic with partition and offset, a table with the row's number, a file
 * @param line its line in the file, from 1
 * @param position its line's first byte in the file
 * @param time the record's time, or when it was loaded
 * @param note what else there is to say
 */
public record TraceStep(
        Stage stage, String place, OptionalLong line, OptionalLong position, Optional<Instant> time, String note) {
    /** A stage of the pipeline. */
    public enum Stage {
        /** The source topic. */
        SOURCE,
        /** A topic that flows into the lake. */
        TOPIC,
        /** A file of the lake. */
        LAKE,
        /** A table of the warehouse. */
        WAREHOUSE
    }

    static TraceStep of(Stage stage, String place, Optional<Instant> time, String note) {
        return new TraceStep(stage, place, OptionalLong.empty(), OptionalLong.empty(), time, note);
    }
}
