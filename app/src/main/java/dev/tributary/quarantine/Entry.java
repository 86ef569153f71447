package dev.tributary.quarantine;

import dev.tributary.lake.RecordHeader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A record in quarantine, without its bytes.
 *
 * @param place where the lake has it from: of a dead letter its own coordinates, of a row of TRANSACTIONS_QUARANTINE those of the row. Unique
 * @param origin the record itself: of a row of TRANSACTIONS_QUARANTINE the source record that was rejected
 * @param reason a short word for why it is here, such as {@code not_json}
 * @param message the same for people
 * @param time the record's time in milliseconds, -1 when it had none
 * @param size the length of its value in bytes; empty when it had no value
 * @param text the first characters of the value, as they are; Base64 where the value is not UTF-8; empty when it had none or they were not kept
 * @param headers its headers, as far as they were kept
 * @param sameRecord equal for entries that are the same source record: a dead letter of the lake may be a row of TRANSACTIONS_QUARANTINE as well
 * @param obstacle what speaks against sending it again
 * @param line where its line is in the lake
 */
public record Entry(
        Place place,
        Place origin,
        String reason,
        String message,
        long time,
        OptionalLong size,
        Optional<String> text,
        List<RecordHeader> headers,
        String sameRecord,
        Obstacle obstacle,
        Line line) {
    public Entry {
        headers = List.copyOf(headers);
    }

    /** What speaks against sending a record again. */
    public enum Obstacle {
        /** Nothing. */
        NONE(""),
        /** Its value was too large to be kept. */
        VALUE_OMITTED("its value was too large to be kept here; it is only in the source"),
        /** A rule broke off. */
        MAYBE_DERIVED(
                "some of its rows may have been derived before the rule broke off, and would then be there twice"),
        /** Its rows are there. */
        DERIVED("its rows are derived already, only a total lacks it; sent again it would be there twice"),
        /** Its key was too large to be kept. */
        KEY_OMITTED("its key was too large to be kept"),
        /** Not written by the topology. */
        UNKNOWN_FORM("it is not a row that the topology wrote, so nobody knows where it belongs");

        private final String text;

        Obstacle(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /**
     * A line of the lake.
     *
     * @param file its file, relative to the lake's root
     * @param position its first byte
     * @param length its length in bytes with the line feed
     */
    public record Line(String file, long position, long length) {}

    /** Where it was resubmitted from, when it has been in quarantine before: coordinates, as its header has them. */
    public Optional<String> resubmittedFrom() {
        return Resubmission.from(headers);
    }

    /** What people call it: the coordinates of the record itself. Two entries may share it; {@link #place} is unique. */
    public Place id() {
        return origin;
    }
}
