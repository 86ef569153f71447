package dev.tributary.archive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns that DuckDB sees in lines of JSON. Every line is looked at, so that none is of a type that its column does not take.
 *
 * @param byName the types as DuckDB writes them, by name, in the order in which the members appear
 */
public record LineTypes(Map<String, String> byName) {
    /** In an archive's metadata: two lines of the same types as all of its own. */
    static final String KEY = "tributary_sample";

    private static final String DETECTION =
            "sample_size = -1, maximum_depth = 3, map_inference_threshold = -1, ignore_errors = true";
    private static final String KAFKA = "_kafka";
    private static final ObjectMapper JSON = new ObjectMapper();

    public LineTypes {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** Those of one file. */
    static LineTypes of(Connection duck, Path lines) throws SQLException {
        return of(duck, List.of(lines));
    }

    /** Those of files together. */
    public static LineTypes of(Connection duck, Collection<Path> lines) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = duck.createStatement();
                ResultSet described = statement.executeQuery(
                        "DESCRIBE SELECT * FROM read_ndjson(" + Duck.literals(lines) + ", " + DETECTION + ")")) {
            while (described.next()) {
                types.put(described.getString("column_name"), described.getString("column_type"));
            }
        }
        return new LineTypes(types);
    }

    /** Two lines of these types, each with its line feed. They hold nothing of the lines that the types are of. */
    String sample() {
        return sample(false) + "\n" + sample(true) + "\n";
    }

    private ObjectNode sample(boolean second) {
        ObjectNode line = JSON.createObjectNode();
        byName.forEach((name, type) -> line.set(name, TypeSample.of(type, second)));
        return line;
    }

    /** The lines that an archive has as a sample of its own; empty for a file that is no archive of ours. */
    public static String sample(Connection duck, Path archive) throws SQLException {
        try (Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery("SELECT decode(value) FROM parquet_kv_metadata("
                        + Duck.literal(archive) + ") WHERE decode(key) = " + Duck.text(KEY))) {
            return found.next() ? found.getString(1) : "";
        }
    }

    private String type(String column) {
        return column.equals(KAFKA) ? "JSON" : byName.getOrDefault(column, "JSON");
    }

    /** As the setting of {@code read_ndjson}. */
    public String columns() {
        return byName.keySet().stream()
                .map(name -> Duck.text(name) + ": " + Duck.text(type(name)))
                .collect(Collectors.joining(", ", "columns = {", "}"));
    }

    /** A query for the same columns of the lines in archives. */
    public String select(Collection<Path> archives) {
        ObjectNode structure = JSON.createObjectNode();
        byName.keySet().forEach(name -> structure.put(name, type(name)));
        return "SELECT unnest(from_json(line, " + Duck.text(structure.toString()) + ")) FROM read_parquet("
                + Duck.literals(archives) + ")";
    }
}
