package dev.tributary.privacy;

import dev.tributary.privacy.PrivacyCheckResult.Finding;
import dev.tributary.privacy.PrivacyCheckResult.Outcome;
import dev.tributary.privacy.PrivacyCheckResult.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the attack on pseudonyms and masks came to, as rows and findings. */
final class AttackReport {
    private static final String LINKED = "one person in two columns";

    private final Attack attack;
    private final ProjectSearch search;
    private final Map<MaskedColumn, Attack.Outcome> outcomes;

    AttackReport(Attack attack, ProjectSearch search, Map<MaskedColumn, Attack.Outcome> outcomes) {
        this.attack = attack;
        this.search = search;
        this.outcomes = outcomes;
    }

    void addTo(List<Row> rows, List<Finding> findings) {
        for (MaskedColumn column : MaskedColumn.values()) {
            LongTable values = search.masked().table(column);
            if (column == MaskedColumn.OTHER_HASHED && values.size() == 0) {
                continue;
            }
            if (column.pseudonym()) {
                pseudonyms(column, values, rows, findings);
            } else {
                masks(column, values, rows, findings);
            }
        }
        linked(rows, findings);
    }

    private void pseudonyms(MaskedColumn column, LongTable values, List<Row> rows, List<Finding> findings) {
        Attack.Outcome outcome = outcomes.getOrDefault(column, Attack.Outcome.NONE);
        String check = name(column);
        rows.add(row(
                check,
                values.size(),
                "pseudonyms",
                attack.candidates(),
                outcome.recovered(),
                values.full()
                        ? String.format(Locale.ROOT, "only the first %,d were attacked", values.size())
                        : "each value tried in " + attack.forms() + " weak ways"));
        if (outcome.recovered() > 0) {
            findings.add(new Finding(
                    check,
                    search.place(outcome.place()),
                    "pseudonyms that are guessed, made as " + outcome.form(),
                    outcome.recovered()));
        }
    }

    private void masks(MaskedColumn column, LongTable values, List<Row> rows, List<Finding> findings) {
        Map<String, Integer> weak = search.masked().weak(column);
        Attack.Outcome outcome = outcomes.getOrDefault(column, Attack.Outcome.NONE);
        String check = name(column);
        rows.add(row(check, values.size(), "masks", attack.candidates(), weak.size(), ""));
        if (!weak.isEmpty()) {
            int first = weak.values().iterator().next();
            String what = outcome.recovered() > 0
                    ? "masks that are guessed, made as " + outcome.form()
                    : column == MaskedColumn.IP_MASKED
                            ? "masks that show more than half of an address"
                            : "masks that keep characters of a street";
            findings.add(new Finding(check, search.place(first), what, weak.size()));
        }
    }

    /** A value that is in both columns would say that one key makes both, and that they can be matched. */
    private void linked(List<Row> rows, List<Finding> findings) {
        LongTable ids = search.masked().table(MaskedColumn.USER_ID_HASHED);
        LongTable names = search.masked().table(MaskedColumn.USER_NAME_HASHED);
        int common = ids.common(names);
        rows.add(row(LINKED, ids.size() + names.size(), "pseudonyms", 0, common, ""));
        if (common > 0) {
            findings.add(new Finding(
                    LINKED, name(MaskedColumn.USER_ID_HASHED), "pseudonyms that USER_NAME_HASHED has as well", common));
        }
    }

    private static Row row(String check, long lookedAt, String unit, long candidates, long found, String detail) {
        return new Row(check, lookedAt, unit, candidates, found, found > 0 ? Outcome.FOUND : Outcome.NONE, detail);
    }

    private static String name(MaskedColumn column) {
        return column == MaskedColumn.OTHER_HASHED ? "other columns ..._HASHED" : column.name();
    }
}
