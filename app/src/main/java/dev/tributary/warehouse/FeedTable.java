package dev.tributary.warehouse;

import dev.tributary.lake.FeedMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of a feed in the database.
 *
 * <p>Its typed columns are virtual: they take no room, and a change of them changes the schema's text only, never a row. But
 * SQLite computes even virtual columns on every insert, which costs three times as much as the insert itself, and looks up what each row refers to. So a big
 * load takes all that out of the text first and puts them back in the same transaction; nobody else ever sees the table
 * without them.
 */
final class FeedTable {
    /** The columns that every table has. A member of the JSON with such a name gets an underscore behind it. */
    static final List<String> OWN_COLUMNS = List.of(
            "id",
            "data",
            "imported_at",
            "kafka_epoch",
            "kafka_partition",
            "kafka_offset",
            "kafka_timestamp",
            "kafka_key",
            "lake_file",
            "lake_position",
            "latest_key");

    private static final String DECLARATIONS = """
            id INTEGER PRIMARY KEY, data TEXT, imported_at TEXT NOT NULL, \
            kafka_epoch INTEGER, kafka_partition INTEGER, kafka_offset INTEGER, kafka_timestamp INTEGER, kafka_key TEXT, \
            lake_file INTEGER NOT NULL%s, lake_position INTEGER NOT NULL""";

    private static final String TO_FILES = " REFERENCES _lake_files (id)";

    private final Connection connection;
    private final String name;
    private final FeedMode mode;
    private final Columns columns;
    private List<TypedColumn> inSchema;
    private boolean bare;

    FeedTable(Connection connection, String name, FeedMode mode, Columns columns) {
        this.connection = connection;
        this.name = name;
        this.mode = mode;
        this.columns = columns;
        this.inSchema = columns.all();
    }

    String name() {
        return name;
    }

    /** The name as SQL takes it. */
    String quoted() {
        return Sql.quoted(name);
    }

    FeedMode mode() {
        return mode;
    }

    Columns columns() {
        return columns;
    }

    /** Makes the table with its indexes. */
    void create() throws SQLException {
        Sql.execute(connection, text(List.of(), TO_FILES));
        index("coordinates", "(kafka_epoch, kafka_partition, kafka_offset)");
        index("lines", "(lake_file, lake_position) WHERE kafka_offset IS NULL");
        if (mode == FeedMode.LATEST) {
            index("latest", "(latest_key)");
        }
    }

    private void index(String purpose, String columnsAndCondition) throws SQLException {
        Sql.execute(
                connection,
                "CREATE UNIQUE INDEX " + Sql.quoted(indexName(purpose)) + " ON " + quoted() + " "
                        + columnsAndCondition);
    }

    private String indexName(String purpose) {
        return "_" + purpose + "_" + name;
    }

    /**
     * Takes the typed columns out for the rest of the transaction, unless somebody's index or trigger needs them. Those that our own
     * indexes stand on stay. So do the references go, to the users and to the files, both of which the transaction has written before the rows.
     */
    void undress() throws SQLException {
        if (!bare && !hasDependents()) {
            Set<String> needed = QueryIndex.existing(connection, name).stream()
                    .flatMap(index -> index.column().stream())
                    .map(Columns::folded)
                    .collect(Collectors.toSet());
            List<TypedColumn> kept = inSchema.stream()
                    .filter(column -> needed.contains(Columns.folded(column.name())))
                    .toList();
            rewrite(text(kept, ""));
            bare = true;
        }
    }

    /** Puts the typed columns into the schema as they are now. To be called before the transaction ends. */
    void dress() throws SQLException {
        if (bare || columns.changed()) {
            dropOutdated();
            rewrite(text(columns.all(), TO_FILES));
            verify();
            inSchema = columns.all();
            bare = false;
        }
        if (columns.unsaved()) {
            Catalogue.saveColumns(connection, name, columns);
            columns.settled();
        }
    }

    /** An index on a column that becomes another one would keep the old values. It is made anew with the missing ones. */
    private void dropOutdated() throws SQLException {
        for (QueryIndex index : QueryIndex.existing(connection, name)) {
            boolean outdated = inSchema.stream()
                    .filter(column -> index.column()
                            .filter(column.name()::equalsIgnoreCase)
                            .isPresent())
                    .anyMatch(column -> !columns.all().contains(column));
            if (outdated) {
                index.drop(connection);
            }
        }
    }

    private boolean hasDependents() throws SQLException {
        String ours = Stream.concat(
                        Stream.of("coordinates", "lines", "latest").map(this::indexName),
                        QueryIndex.of(name).stream().map(QueryIndex::name))
                .map(Sql::literal)
                .collect(Collectors.joining(", "));
        return Sql.number(
                        connection,
                        "SELECT count(*) FROM sqlite_schema WHERE tbl_name = ? COLLATE NOCASE"
                                + " AND type IN ('index', 'trigger') AND name NOT IN (" + ours + ")",
                        name)
                > 0;
    }

    /** The way that SQLite's manual gives for schema changes that do not touch the stored rows. */
    private void rewrite(String text) throws SQLException {
        long version = Sql.number(connection, "PRAGMA schema_version");
        Sql.execute(connection, "PRAGMA writable_schema = ON");
        try {
            Sql.update(connection, "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?", text, name);
            Sql.execute(connection, "PRAGMA schema_version = " + (version + 1));
        } finally {
            Sql.execute(connection, "PRAGMA writable_schema = OFF");
        }
    }

    /** A text that SQLite cannot read must not outlive the transaction. */
    private void verify() throws SQLException {
        Sql.list(connection, "SELECT * FROM " + quoted() + " LIMIT 0", row -> name);
    }

    private String text(List<TypedColumn> typed, String toFiles) {
        String key = mode == FeedMode.LATEST ? ", latest_key TEXT" : "";
        String computed =
                typed.stream().map(column -> ",\n  " + column.declaration()).collect(Collectors.joining());
        return "CREATE TABLE " + quoted() + " (" + DECLARATIONS.formatted(toFiles) + key + computed + ")";
    }
}
