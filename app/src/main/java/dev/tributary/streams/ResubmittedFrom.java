package dev.tributary.streams;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The one header that the topology passes on: where a record that was resubmitted from the quarantine came from. Its value is passed on
 * only when it is coordinates in the source, so that nothing else can travel in it.
 */
public final class ResubmittedFrom {
    /** The header's name. Its value is {@code topic/partition/offset}, with {@code /epoch} when that is not 0. */
    public static final String HEADER = "tributary-resubmitted-from";

    private final Pattern coordinates;

    ResubmittedFrom(String source) {
        this.coordinates = Pattern.compile(Pattern.quote(source) + "/[0-9]{1,10}/[0-9]{1,19}(/[0-9]{1,10})?");
    }

    /** The headers of what is derived from a record with these headers. */
    Headers passedOn(Headers headers) {
        Headers passed = new RecordHeaders();
        Header header = headers.lastHeader(HEADER);
        if (header != null && header.value() != null && isCoordinates(header.value())) {
            passed.add(HEADER, header.value());
        }
        return passed;
    }

    private boolean isCoordinates(byte[] value) {
        return coordinates
                .matcher(new String(value, StandardCharsets.ISO_8859_1))
                .matches();
    }
}
