package dev.tributary.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as objects: in one array, or one per line. */
final class JsonRows implements Rows {
    private final PrintStream out;
    private final JsonGenerator json;
    private final List<Column> columns;
    private final boolean lines;
    private boolean empty = true;

    JsonRows(PrintStream out, List<Column> columns, boolean lines) {
        this.out = out;
        this.columns = columns;
        this.lines = lines;
        this.json = generator(out);
    }

    private static JsonGenerator generator(PrintStream out) {
        try {
            return new JsonFactory()
                    .createGenerator(out)
                    .setPrettyPrinter(new MinimalPrettyPrinter(""))
                    .configure(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN.mappedFeature(), true)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void add(List<? extends @Nullable Object> row) {
        try {
            if (!lines) {
                json.writeRaw(empty ? "[\n" : ",\n");
            }
            empty = false;
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                json.writeFieldName(columns.get(i).name());
                write(json, row.get(i));
            }
            json.writeEndObject();
            if (lines) {
                json.writeRaw('\n');
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof Double decimal && Double.isFinite(decimal)) {
            json.writeNumber(decimal);
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof byte[] bytes) {
            json.writeString(HexFormat.of().formatHex(bytes));
        } else if (value instanceof List<?> items) {
            writeList(json, items);
        } else if (value instanceof Map<?, ?> members) {
            writeMap(json, members);
        } else {
            json.writeString(value.toString());
        }
    }

    private static void writeList(JsonGenerator json, List<?> items) throws IOException {
        json.writeStartArray();
        for (Object item : items) {
            write(json, item);
        }
        json.writeEndArray();
    }

    private static void writeMap(JsonGenerator json, Map<?, ?> members) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.writeFieldName(String.valueOf(member.getKey()));
            write(json, member.getValue());
        }
        json.writeEndObject();
    }

    @Override
    public void flush() {
        try {
            json.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            if (!lines) {
                json.writeRaw(empty ? "[]\n" : "\n]\n");
            }
            json.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        out.flush();
    }
}
