package dev.tributary.warehouse;

import java.util.HashMap;
import java.util.Map;

/** The symbols of all tables that a thread reads lines for. */
final class LakeSymbols {
    private final Map<String, TableSymbols> tables = new HashMap<>();

    /** Those of a table. */
    TableSymbols of(String table) {
        return tables.computeIfAbsent(table, unseen -> new TableSymbols(SummaryRule.of(table)));
    }
}
