package dev.tributary.warehouse;

import java.util.List;
import java.util.Optional;

/**
 * A key of a table, for people and for diagrams.
 *
 * @param table the table
 * @param kind what the key says
 * @param columns its columns
 * @param references the table it refers to, for a foreign key
 */
public record TableKey(String table, Kind kind, List<String> columns, Optional<String> references) {
    /** What a key says. */
    public enum Kind {
        /** The row's own number. */
        PRIMARY,
        /** No two rows have the same. */
        UNIQUE,
        /** There is such a row in the other table. */
        FOREIGN
    }

    public TableKey {
        columns = List.copyOf(columns);
    }
}
