package dev.tributary.warehouse;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column that SQLite computes from the JSON of its row.
 *
 * @param name its name in the table
 * @param type the narrowest type that all values seen fit into
 * @param members the members of the JSON it shows, the first that is not null winning; they differ in letter case only
 */
record TypedColumn(String name, ColumnType type, List<String> members) {
    /** How many spellings of a name one column follows. */
    static final int MAX_MEMBERS = 8;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    TypedColumn {
        members = List.copyOf(members);
    }

    TypedColumn widened(ColumnType other) {
        return new TypedColumn(name, type.widen(other), members);
    }

    TypedColumn with(String member) {
        return new TypedColumn(
                name, type, Stream.concat(members.stream(), Stream.of(member)).toList());
    }

    /** Its value, given the SQL that stands for the JSON. */
    String expression(String json) {
        String values = members.stream()
                .map(member -> "json_extract(" + json + ", " + Sql.literal(path(member)) + ")")
                .collect(Collectors.joining(", "));
        return members.size() == 1 ? values : "COALESCE(" + values + ")";
    }

    String declaration() {
        String typed = type == ColumnType.UNKNOWN ? Sql.quoted(name) : Sql.quoted(name) + " " + type.declaration();
        String reference = name.equalsIgnoreCase(Users.ID) ? " REFERENCES USERS (USER_ID_HASHED)" : "";
        return typed + " GENERATED ALWAYS AS (" + expression("data") + ") VIRTUAL" + reference;
    }

    private static String path(String member) {
        return PLAIN.matcher(member).matches() ? "$." + member : "$.\"" + JsonText.escape(member) + '"';
    }
}
