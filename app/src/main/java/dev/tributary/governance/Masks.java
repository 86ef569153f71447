package dev.tributary.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The masks of a grant, by column. Columns are the same without regard to the case of ASCII letters, as in SQL.
 *
 * @param byColumn the masks, by the column's name as it was given
 */
public record Masks(Map<String, String> byColumn) {
    /** None. */
    public static final Masks NONE = new Masks(Map.of());

    private static final char SEPARATOR = '\n';

    public Masks {
        for (Map.Entry<String, String> mask : byColumn.entrySet()) {
            if (Mask.parse(mask.getValue()).isEmpty()) {
                throw new GovernanceException(
                        "the mask of " + mask.getKey() + " must be " + Mask.FORMS + ", not '" + mask.getValue() + "'",
                        "--mask " + mask.getKey() + "=hide");
            }
        }
        byColumn = Map.copyOf(byColumn);
    }

    /** Whether nothing is masked. */
    public boolean isEmpty() {
        return byColumn.isEmpty();
    }

    /** As users write them. */
    public String text() {
        List<String> all = new ArrayList<>();
        new TreeMap<>(byColumn).forEach((column, mask) -> all.add(column + "=" + mask));
        return String.join(", ", all);
    }

    /** As the table has them: a line for each column. */
    String stored() {
        List<String> all = new ArrayList<>();
        new TreeMap<>(byColumn).forEach((column, mask) -> all.add(mask + " " + column));
        return String.join(String.valueOf(SEPARATOR), all);
    }

    static Masks ofStored(String stored) {
        Map<String, String> masks = new TreeMap<>();
        stored.lines().forEach(line -> {
            int space = line.indexOf(' ');
            masks.put(line.substring(space + 1), line.substring(0, Math.max(0, space)));
        });
        return new Masks(masks);
    }

    /** These and others; of two masks of one column the stricter. */
    Masks and(Masks others) {
        Map<String, String> all = new TreeMap<>(byColumn);
        others.byColumn.forEach((column, mask) -> all.merge(
                all.keySet().stream()
                        .filter(column::equalsIgnoreCase)
                        .findFirst()
                        .orElse(column),
                mask,
                Masks::stricter));
        return new Masks(all);
    }

    private static String stricter(String one, String other) {
        return Mask.stricter(Mask.parse(one).orElseThrow(), Mask.parse(other).orElseThrow())
                .text();
    }

    Optional<Mask> of(String column) {
        return byColumn.entrySet().stream()
                .filter(entry -> folded(entry.getKey()).equals(folded(column)))
                .findFirst()
                .flatMap(entry -> Mask.parse(entry.getValue()));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
