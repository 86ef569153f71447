package dev.tributary.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The typed columns of one table, growing as members and types are seen. Lives for as long as its table is not changed elsewhere. */
final class Columns {
    /** How many typed columns a table has at most; further members stay reachable in {@code data}. */
    static final int MAX = 500;

    /** How many members without a column are remembered by name. */
    static final int MAX_UNTYPED = 1_000;

    private static final int MAX_NAME_LENGTH = 100;
    private static final Set<String> OWN = Stream.concat(
                    FeedTable.OWN_COLUMNS.stream(), Stream.of("rowid", "oid", "_rowid_"))
            .collect(Collectors.toUnmodifiableSet());

    private final Map<String, TypedColumn> byFoldedName = new LinkedHashMap<>();
    private final Map<String, String> columnOfMember = new HashMap<>();
    private final Set<String> untyped = new LinkedHashSet<>();
    private boolean changed;
    private boolean untypedChanged;

    Columns(Collection<TypedColumn> known, Collection<String> untyped) {
        for (TypedColumn column : known) {
            byFoldedName.put(folded(column.name()), column);
            column.members().forEach(member -> columnOfMember.put(member, folded(column.name())));
        }
        this.untyped.addAll(untyped);
    }

    List<TypedColumn> all() {
        return List.copyOf(byFoldedName.values());
    }

    List<String> untyped() {
        return List.copyOf(untyped);
    }

    /** Whether the typed columns are different since {@link #settled()}. */
    boolean changed() {
        return changed;
    }

    /** Whether there is anything to save since {@link #settled()}. */
    boolean unsaved() {
        return changed || untypedChanged;
    }

    final void settled() {
        changed = false;
        untypedChanged = false;
    }

    /** Takes note of members and types that were seen. */
    void see(Shape shape) {
        shape.types().forEach(this::see);
    }

    private void see(String member, ColumnType type) {
        String column = columnOfMember.get(member);
        if (column != null) {
            widen(column, type);
        } else if (!untyped.contains(member)) {
            add(member, type);
        }
    }

    /** The column of that name, without regard to case. */
    Optional<TypedColumn> column(String name) {
        return Optional.ofNullable(byFoldedName.get(folded(name)));
    }

    private void widen(String column, ColumnType type) {
        byFoldedName.computeIfPresent(column, (name, known) -> {
            TypedColumn widened = known.widened(type);
            changed |= widened.type() != known.type();
            return widened;
        });
    }

    private void add(String member, ColumnType type) {
        if (!canBeColumn(member)) {
            leaveUntyped(member);
            return;
        }
        String name = columnName(member);
        TypedColumn existing = byFoldedName.get(folded(name));
        if (existing == null ? byFoldedName.size() >= MAX : existing.members().size() >= TypedColumn.MAX_MEMBERS) {
            leaveUntyped(member);
            return;
        }
        TypedColumn grown = existing == null
                ? new TypedColumn(name, startingType(name).widen(type), List.of(member))
                : existing.with(member).widened(type);
        byFoldedName.put(folded(name), grown);
        columnOfMember.put(member, folded(name));
        changed = true;
    }

    /** User ids are compared with the text of the dimension, so that what they look like must not depend on other rows. */
    private static ColumnType startingType(String column) {
        return column.equalsIgnoreCase(Users.ID) ? ColumnType.TEXT : ColumnType.UNKNOWN;
    }

    private void leaveUntyped(String member) {
        if (untyped.size() < MAX_UNTYPED && isUnicode(member)) {
            untyped.add(member);
            untypedChanged = true;
        }
    }

    /** The member's own name, with underscores behind it where it would be taken for another column. */
    private String columnName(String member) {
        String name = member;
        while (OWN.contains(folded(name)) || showsAnother(name, member)) {
            name += "_";
        }
        return name;
    }

    private boolean showsAnother(String name, String member) {
        TypedColumn column = byFoldedName.get(folded(name));
        return column != null && !folded(column.members().get(0)).equals(folded(member));
    }

    private static boolean canBeColumn(String member) {
        return !member.isEmpty()
                && member.length() <= MAX_NAME_LENGTH
                && member.chars().noneMatch(Character::isISOControl)
                && isUnicode(member);
    }

    private static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** SQLite compares names without regard to the case of ASCII letters, and of no others. */
    static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            folded.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return folded.toString();
    }
}
