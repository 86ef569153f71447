package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A connection in which a user's statement meets only what he may read. Its main database is empty and in memory. The warehouse is attached for reading, under a
 * name of 128 random bits that no text can hold, for one statement. In front of it, in the schema that SQLite searches first, stands a view for every name that the
 * warehouse has: for what he may read, the rows and columns that he may see; for everything else one that cannot be compiled. So a name in his text is a view of his,
 * or nothing, however it is written.
 *
 * <p>A view with a row filter ends in {@code LIMIT -1}: SQLite then takes no condition of the user into it, so none is evaluated on a row that the
 * filter hides.
 */
final class Enclosure implements AutoCloseable {
    private static final int TAG_BYTES = 16;
    private static final int MOST_MEMBERS = 50;
    private static final String DATA = "data";
    private static final Set<String> KEYS = Set.of("kafka_key", "latest_key");

    /** What the warehouse has under a name. */
    private record Stored(String name, boolean table, List<Long> pages) {}

    private final Connection connection;
    private final String tag;
    private final Set<Program.Root> permitted = new HashSet<>();
    private final List<String> readable = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private Set<String> modules = Set.of();

    private Enclosure(Connection connection) {
        this.connection = connection;
        byte[] random = new byte[TAG_BYTES];
        new SecureRandom().nextBytes(random);
        this.tag = "t" + HexFormat.of().formatHex(random);
    }

    /**
     * Makes one for a user, as the permissions of this moment are.
     *
     * @param confidential which folders hold raw personal data
     * @throws SQLException when the warehouse cannot be read
     */
    static Enclosure open(
            Path database, Duration busyTimeout, String user, Predicate<String> confidential, QueryLimits limits)
            throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) busyTimeout.toMillis());
        config.enableLoadExtension(false);
        Enclosure enclosure = new Enclosure(config.createConnection("jdbc:sqlite:file::memory:"));
        boolean built = false;
        try {
            enclosure.build(database, user, confidential);
            enclosure.close(limits);
            built = true;
            return enclosure;
        } finally {
            if (!built) {
                enclosure.close();
            }
        }
    }

    private void build(Path database, String user, Predicate<String> confidential) throws SQLException {
        Sql.execute(connection, "PRAGMA trusted_schema = OFF");
        Sql.update(
                connection,
                "ATTACH ? AS " + tag,
                database.toAbsolutePath().toUri().toASCIIString() + "?mode=ro");
        Sql.execute(connection, "BEGIN");
        modules = new HashSet<>(
                Sql.list(connection, "SELECT lower(name) FROM pragma_module_list", row -> row.getString(1)));
        modules.removeAll(Program.TABLE_FUNCTIONS);
        List<Grant> grants =
                GovernanceTables.exist(connection, tag) ? Permissions.of(connection, tag, user) : List.of();
        Set<String> feeds = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        feeds.addAll(Sql.list(connection, "SELECT name FROM " + tag + "._tables", row -> row.getString(1)));
        for (Stored stored : stored()) {
            ReadRight right = stored.table() && mayBeGranted(stored.name(), feeds)
                    ? right(grants, stored.name(), confidential)
                    : ReadRight.NONE;
            if (!right.allowed() || !show(stored, right)) {
                hide(stored);
            }
        }
    }

    /** The summaries of a table tell of all its rows and columns, so they go with the whole of it alone. */
    private static ReadRight right(List<Grant> grants, String table, Predicate<String> confidential) {
        List<String> sources = Summary.sourcesOf(table);
        if (sources.isEmpty()) {
            return ReadRight.of(grants, table, confidential.test(table));
        }
        return sources.stream()
                        .allMatch(source -> ReadRight.of(grants, source, confidential.test(source))
                                .whole())
                ? ReadRight.WHOLE
                : ReadRight.NONE;
    }

    /** What the loader made of folders. Tables of Tributary's own, and of others, are never read by users, whatever is granted. */
    private static boolean mayBeGranted(String table, Set<String> feeds) {
        return feeds.contains(table)
                || table.equalsIgnoreCase(Grant.USERS)
                || !Summary.sourcesOf(table).isEmpty();
    }

    private List<Stored> stored() throws SQLException {
        Map<String, List<Long>> pages = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Sql.list(
                connection,
                "SELECT tbl_name, rootpage FROM " + tag + ".sqlite_schema WHERE rootpage > 0",
                row -> pages.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(row.getLong(2)));
        return Sql.list(
                connection,
                "SELECT name, type FROM " + tag
                        + ".sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                row -> new Stored(
                        row.getString(1),
                        row.getString(2).equals("table") && pages.containsKey(row.getString(1)),
                        pages.getOrDefault(row.getString(1), List.of())));
    }

    /** False when the view cannot be made as permitted, such as with a filter over a column that this table lacks. */
    private boolean show(Stored stored, ReadRight right) throws SQLException {
        String body = body(stored.name(), right);
        if (!right.whole() && !compiles(body)) {
            return false;
        }
        Sql.execute(connection, "CREATE TEMP VIEW " + Sql.quoted(stored.name()) + " AS " + body);
        stored.pages().forEach(page -> permitted.add(new Program.Root(warehouse(), page)));
        if (!stored.name().startsWith("_")) {
            readable.add(stored.name());
        }
        return true;
    }

    private String body(String table, ReadRight right) throws SQLException {
        String from = " FROM " + tag + "." + Sql.quoted(table) + " AS " + Sql.quoted(table);
        String columns = right.masks().isEmpty() ? "*" : String.join(", ", masked(table, right.masks()));
        if (right.filters().isEmpty()) {
            return "SELECT " + columns + from;
        }
        List<String> filters =
                right.filters().stream().map(filter -> "(" + filter.sql() + ")").toList();
        return "SELECT " + columns + from + " WHERE " + String.join(" AND ", filters) + " LIMIT -1";
    }

    /** The raw JSON and the record's key may hold what a mask hides: the one is made anew of the columns as they are seen, the other goes. */
    private List<String> masked(String table, Masks masks) throws SQLException {
        Map<String, String> seen = new LinkedHashMap<>();
        List<String> members = new ArrayList<>();
        for (String column : columnsOf(tag, table)) {
            String plain = Mask.column(table, column);
            boolean key = KEYS.contains(column.toLowerCase(Locale.ROOT));
            String value = key
                    ? "NULL"
                    : masks.of(column).map(mask -> mask.expression(plain)).orElse(plain);
            seen.put(column, value);
            if (isMember(column)) {
                members.add(Sql.literal(column) + ", " + value);
            }
        }
        boolean made = members.size() <= MOST_MEMBERS && masks.of(DATA).isEmpty();
        seen.computeIfPresent(
                DATA, (column, plain) -> made ? "json_object(" + String.join(", ", members) + ")" : "NULL");
        return seen.entrySet().stream()
                .map(column -> column.getValue() + " AS " + Sql.quoted(column.getKey()))
                .toList();
    }

    /** Whether a column shows a member of the JSON, rather than being the loader's. */
    private static boolean isMember(String column) {
        return !Set.of("id", DATA, "imported_at", "lake_file", "lake_position", "latest_key")
                        .contains(column.toLowerCase(Locale.ROOT))
                && !column.toLowerCase(Locale.ROOT).startsWith("kafka_");
    }

    private List<String> columnsOf(String schema, String table) throws SQLException {
        return Sql.list(
                connection, "SELECT name FROM pragma_table_xinfo(?, ?)", row -> row.getString(1), table, schema);
    }

    private boolean compiles(String body) {
        try {
            return Program.of(connection, body).objection().isEmpty();
        } catch (SQLException e) {
            return false;
        }
    }

    /** A view that names a table that cannot be there, and by that which name was meant. */
    private void hide(Stored stored) throws SQLException {
        Sql.execute(
                connection,
                "CREATE TEMP VIEW " + Sql.quoted(stored.name()) + " AS SELECT 1 AS x FROM "
                        + Sql.quoted(tag + "_" + hidden.size()));
        hidden.add(stored.name());
    }

    private static long warehouse() {
        return 2; // main is 0, temp is 1
    }

    private void close(QueryLimits limits) throws SQLException {
        Sql.execute(connection, "PRAGMA query_only = ON");
        SQLiteConnection sqlite = connection.unwrap(SQLiteConnection.class);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, limits.valueBytes());
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, 100_000);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 200);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT, 100);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, 100_000);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, 0);
        sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
    }

    Connection connection() {
        return connection;
    }

    /** The names of what the user may read, without Tributary's own. */
    List<String> readable() {
        return readable.stream().sorted().toList();
    }

    /** The columns of what he may read. */
    List<String> columns(String table) throws SQLException {
        return readable.stream().anyMatch(table::equalsIgnoreCase) ? columnsOf("temp", table) : List.of();
    }

    /** Modules that make tables of what is nobody's business: the schema, the pages, the settings. */
    boolean isForbidden(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return folded.startsWith("pragma_") || folded.startsWith("sqlite_") || modules.contains(folded);
    }

    /** Whether any part of a text could be the name of such a module, however the text is cut into words. */
    boolean mentionsForbidden(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        return Stream.concat(Stream.of("pragma_", "sqlite_"), modules.stream()).anyMatch(folded::contains);
    }

    /** Whether a program opens nothing but tables and indexes that the user may read. */
    boolean permits(Program program) {
        return permitted.containsAll(program.roots());
    }

    /** Whether a message of SQLite betrays how this is built. */
    boolean betrayedBy(String message) {
        return message.contains(tag);
    }

    /** The name that the user wrote and may not read, when a message is about one. */
    Optional<String> refusedIn(String message) {
        Matcher marked = Pattern.compile(tag + "_(\\d+)").matcher(message);
        return marked.find() ? Optional.of(hidden.get(Integer.parseInt(marked.group(1)))) : Optional.empty();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
