package dev.tributary.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of TRANSACTIONS_QUARANTINE: one JSON object on one line, from which the rejected record can be rebuilt byte
 * for byte.
 */
final class Quarantine {
    /** The members beside the raw value, headers and key: names, numbers, the message. */
    private static final int OVERHEAD = 2048;

    /** One header's names and punctuation. */
    private static final int HEADER_OVERHEAD = 96;

    /** Up to this length text is taken even where base64 would be shorter: people read it. */
    private static final int PREFER_TEXT = 64 * 1024;

    /** The key of a row is at most this part of it. */
    private static final int KEY_SHARE = 8;

    private final JsonFactory json = new JsonFactory();
    private final int maxBytes;

    /**
     * A writer.
     *
     * @param maxBytes how large a record of the topic may be
     */
    Quarantine(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Where a rejected record came from.
     *
     * @param timestamp as Kafka had it, -1 when the record had none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Origin(String topic, int partition, long offset, long timestamp, byte @Nullable [] key, Headers headers) {}

    /** The key of the row: as it came, unless it is so long that nothing else would fit. */
    byte @Nullable [] key(byte @Nullable [] key) {
        return key == null || key.length <= maxBytes / KEY_SHARE ? key : null;
    }

    byte[] write(Origin origin, byte @Nullable [] value, Reason reason, String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("reason", reason.code());
            out.writeStringField("message", message);
            out.writeStringField("topic", origin.topic());
            out.writeNumberField("partition", origin.partition());
            out.writeNumberField("offset", origin.offset());
            out.writeNumberField("timestamp", origin.timestamp());
            byte[] rowKey = key(origin.key());
            long room = (long) maxBytes - OVERHEAD - (rowKey == null ? 0 : rowKey.length);
            room -= writeBytes(out, "key", origin.key(), room);
            if (origin.headers().toArray().length > 0) {
                room -= writeHeaders(out, origin.headers(), room);
            }
            writeBytes(out, "raw", value, room);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * As text under the name, as base64 under {@code name_base64} where text is impossible or large and longer, or only the length
     * under {@code name_omitted_bytes} where there is no room for either. Returns the room taken.
     */
    private static long writeBytes(JsonGenerator out, String name, byte @Nullable [] bytes, long room)
            throws IOException {
        if (bytes == null) {
            out.writeNullField(name);
            return 0;
        }
        String text = utf8(bytes);
        long asText = text == null ? Long.MAX_VALUE : escapedLength(text, bytes.length);
        long asBase64 = 4 * ((bytes.length + 2L) / 3);
        if (text != null && asText <= Math.max(asBase64, PREFER_TEXT) && asText <= room) {
            out.writeStringField(name, text);
            return asText;
        }
        if (asBase64 <= room) {
            out.writeFieldName(name + "_base64");
            out.writeBinary(bytes);
            return asBase64;
        }
        out.writeNumberField(name + "_omitted_bytes", bytes.length);
        return 0;
    }

    private static long writeHeaders(JsonGenerator out, Headers headers, long room) throws IOException {
        long used = 0;
        out.writeArrayFieldStart("headers");
        for (Header header : headers) {
            used += HEADER_OVERHEAD;
            if (used > room) {
                break;
            }
            out.writeStartObject();
            used += writeBytes(out, "key", header.key().getBytes(StandardCharsets.UTF_8), room - used);
            used += writeBytes(out, "value", header.value(), room - used);
            out.writeEndObject();
        }
        out.writeEndArray();
        return used;
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static long escapedLength(String text, int utf8Length) {
        long length = utf8Length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < ' ' ? 5 : c == '"' || c == '\\' ? 1 : 0;
        }
        return length;
    }
}
