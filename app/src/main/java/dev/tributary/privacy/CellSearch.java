package dev.tributary.privacy;

import org.jspecify.annotations.Nullable;

/** Searches the cells of tables: each is a value, may be JSON, and may be of a masked column. */
final class CellSearch {
    private final ClearSearch search;

    CellSearch(ClearSearch search) {
        this.search = search;
    }

    void cell(String name, @Nullable MaskedColumn column, byte[] cell, ClearSearch.Sink sink) {
        if (column != null) {
            sink.masked(column, cell, 0, cell.length);
        }
        search.search(cell, 0, cell.length, sink);
        search.value(name, cell, 0, cell.length, sink);
    }
}
