package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of TRANSACTIONS_QUARANTINE, read: what {@link Quarantine} wrote.
 *
 * @param reason the code of why it is there, as in {@link Reason}
 * @param message the same for people
 * @param topic the topic of the rejected record
 * @param partition its partition
 * @param offset its offset
 * @param timestamp its time as Kafka had it, -1 when it had none
 * @param key its key
 * @param headers its headers in their order
 * @param raw its value
 */
public record QuarantinedRecord(
        String reason,
        String message,
        String topic,
        int partition,
        long offset,
        long timestamp,
        Part key,
        List<Header> headers,
        Part raw) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final String BASE64 = "_base64";
    private static final String OMITTED = "_omitted_bytes";

    public QuarantinedRecord {
        headers = List.copyOf(headers);
    }

    /**
     * Bytes of the rejected record.
     *
     * @param bytes empty when the record had none, or they were left out
     * @param omitted how many were left out, because there was no room
     */
    public record Part(Optional<byte[]> bytes, long omitted) {
        static final Part NONE = new Part(Optional.empty(), 0);

        static Part of(byte[] bytes) {
            return new Part(Optional.of(bytes), 0);
        }
    }

    /**
     * A header of the rejected record.
     *
     * @param key its name
     * @param value its value
     */
    public record Header(String key, Part value) {}

    /**
     * Whether rows of the record were written before it came to the quarantine, as when its amount overflowed a total: the record must not be
     * derived again.
     */
    public boolean derivedAlready() {
        return reason.equals(Reason.TOTAL_OVERFLOW.code()) || topic.endsWith("-repartition");
    }

    /** Whether rows of the record may have been written before it came to the quarantine: a rule broke off, nobody knows where. */
    public boolean maybeDerivedAlready() {
        return reason.equals(Reason.INTERNAL_ERROR.code());
    }

    /** Reads a value; empty when it is of another form, as somebody else may have written. */
    public static Optional<QuarantinedRecord> read(byte[] value) {
        try (JsonParser parser = JSON.createParser(value)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    ? new Members().readAll(parser).record()
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // not our form, which is what the answer says
        }
    }

    private static Part bytes(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Part.NONE;
        }
        if (name.endsWith(BASE64)) {
            return Part.of(parser.getBinaryValue());
        }
        return name.endsWith(OMITTED)
                ? new Part(Optional.empty(), parser.getLongValue())
                : Part.of(parser.getText().getBytes(StandardCharsets.UTF_8));
    }

    /** What was read so far. */
    private static final class Members {
        private @Nullable String reason;
        private String message = "";
        private @Nullable String topic;
        private int partition = -1;
        private long offset = -1;
        private long timestamp = -1;
        private Part key = Part.NONE;
        private Part raw = Part.NONE;
        private final List<Header> headers = new ArrayList<>();

        Members readAll(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                read(name, parser);
            }
            return this;
        }

        private void read(String name, JsonParser parser) throws IOException {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "reason" -> reason = parser.getText();
                case "message" -> message = parser.getText();
                case "topic" -> topic = parser.getText();
                case "partition" -> partition = parser.getIntValue();
                case "offset" -> offset = parser.getLongValue();
                case "timestamp" -> timestamp = parser.getLongValue();
                case "key", "key_base64", "key_omitted_bytes" -> key = bytes(parser, name);
                case "raw", "raw_base64", "raw_omitted_bytes" -> raw = bytes(parser, name);
                case "headers" -> readHeaders(parser);
                default -> parser.skipChildren();
            }
        }

        private void readHeaders(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                String headerKey = "";
                Part value = Part.NONE;
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (name.startsWith("key")) {
                        headerKey = bytes(parser, name)
                                .bytes()
                                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                .orElse("");
                    } else {
                        value = bytes(parser, name);
                    }
                }
                headers.add(new Header(headerKey, value));
            }
        }

        Optional<QuarantinedRecord> record() {
            if (reason == null || topic == null || partition < 0 || offset < 0) {
                return Optional.empty();
            }
            return Optional.of(
                    new QuarantinedRecord(reason, message, topic, partition, offset, timestamp, key, headers, raw));
        }
    }
}
