package dev.tributary.governance;

import java.util.List;

/**
 * What a user may see of one folder: of all rows that are about it, together. One that lets him read suffices; the filters and masks of all hold.
 *
 * @param allowed whether he may read it at all
 * @param masks what he sees of some columns
 * @param filters which rows he sees: those that all of them let through
 */
record ReadRight(boolean allowed, Masks masks, List<RowFilter> filters) {
    static final ReadRight NONE = new ReadRight(false, Masks.NONE, List.of());
    static final ReadRight WHOLE = new ReadRight(true, Masks.NONE, List.of());

    ReadRight {
        filters = List.copyOf(filters);
    }

    static ReadRight of(List<Grant> grants, String folder, boolean confidential) {
        List<Grant> about = grants.stream()
                .filter(grant -> grant.covers(folder, confidential))
                .toList();
        if (about.stream().noneMatch(Grant::canRead)) {
            return NONE;
        }
        return new ReadRight(
                true,
                about.stream().map(Grant::masks).reduce(Masks.NONE, Masks::and),
                about.stream()
                        .flatMap(grant -> grant.rowFilter().stream())
                        .distinct()
                        .toList());
    }

    /** Whether he may see every row and column as it is. */
    boolean whole() {
        return allowed && masks.isEmpty() && filters.isEmpty();
    }
}
