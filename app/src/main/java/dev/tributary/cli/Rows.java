package dev.tributary.cli;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints rows in one format. Values are texts, numbers, booleans, {@code byte[]}, instants, enums, lists, or null. Closing ends the
 * document.
 */
interface Rows extends AutoCloseable {
    /**
     * One row, a value per column.
     *
     * @throws OutputClosedException when nobody reads any more
     */
    void add(List<? extends @Nullable Object> row);

    /** One row, a value per column. */
    default void row(@Nullable Object... values) {
        add(Collections.unmodifiableList(Arrays.asList(values)));
    }

    /** Shows what was added so far, for rows that come slowly. */
    void flush();

    @Override
    void close();
}
