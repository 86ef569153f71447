package dev.tributary.privacy;

import dev.tributary.generator.ValueSpace;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Tries every possible value in every weak way on all pseudonyms and masks at once. */
final class Attack {
    /**
     * What came out of a column.
     *
     * @param recovered how many different values of it were recovered
     * @param form how the first was made; empty when there was none
     * @param place where the first was seen, as {@link MaskedSeen} was told
     */
    record Outcome(long recovered, String form, int place) {
        static final Outcome NONE = new Outcome(0, "", -1);
    }

    private static final int TELL_EVERY = 256;

    private final WeakGuesses guesses = new WeakGuesses();
    private final List<String> candidates;

    Attack(List<String> listed) {
        this.candidates = Stream.of(ValueSpace.userIds(), ValueSpace.userNames(), ValueSpace.streets(), listed.stream())
                .flatMap(values -> values)
                .distinct()
                .toList();
    }

    int candidates() {
        return candidates.size();
    }

    /** How many ways each is tried in. */
    int forms() {
        return guesses.forms().size();
    }

    /** The columns of which anything was recovered. */
    Map<MaskedColumn, Outcome> run(MaskedSeen seen, LongConsumer progress) {
        List<Target> targets = Stream.of(MaskedColumn.values())
                .map(column -> new Target(column, seen.table(column), new HashSet<>()))
                .filter(target -> target.values().size() > 0)
                .toList();
        Map<MaskedColumn, Outcome> outcomes = new EnumMap<>(MaskedColumn.class);
        int tried = 0;
        for (String candidate : targets.isEmpty() ? List.<String>of() : candidates) {
            for (WeakGuesses.Form form : guesses.forms()) {
                attack(targets, form.fingerprint().applyAsLong(candidate), form, outcomes);
            }
            if (++tried % TELL_EVERY == 0) {
                progress.accept(TELL_EVERY);
            }
        }
        return outcomes;
    }

    /** A column, and which of its values are recovered. */
    private record Target(MaskedColumn column, LongTable values, Set<Long> recovered) {}

    private static void attack(
            List<Target> targets, long fingerprint, WeakGuesses.Form form, Map<MaskedColumn, Outcome> outcomes) {
        for (Target target : targets) {
            int place = target.values().place(fingerprint);
            if (place >= 0 && target.recovered().add(fingerprint)) {
                outcomes.merge(target.column(), new Outcome(1, form.name(), place), Attack::together);
            }
        }
    }

    private static Outcome together(Outcome before, Outcome one) {
        return new Outcome(before.recovered() + one.recovered(), before.form(), before.place());
    }
}
