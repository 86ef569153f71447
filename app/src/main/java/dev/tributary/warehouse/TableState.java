package dev.tributary.warehouse;

import dev.tributary.lake.FeedMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table of a feed, as it stands.
 *
 * @param name its name
 * @param mode how it is loaded
 * @param topic the Kafka topic it holds; empty when only other tools wrote its files
 * @param rows how many rows it has
 * @param columns its typed columns
 * @param untypedMembers how many members of its JSON have no column of their own; counted up to 1,000
 * @param newestRecord the latest timestamp of a Kafka record loaded into it
 * @param newestImport when something was last loaded into it
 */
public record TableState(
        String name,
        FeedMode mode,
        Optional<String> topic,
        long rows,
        List<Column> columns,
        long untypedMembers,
        Optional<Instant> newestRecord,
        Optional<Instant> newestImport) {

    /**
     * A typed column.
     *
     * @param name its name
     * @param type INTEGER, REAL, TEXT, or empty when it has shown nothing but nulls
     */
    public record Column(String name, String type) {}

    public TableState {
        columns = List.copyOf(columns);
    }
}
