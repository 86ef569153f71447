package dev.tributary.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody probably meant who wrote a word that does not exist. */
public final class Closest {
    private Closest() {}

    /** The candidate nearest to the word, without regard to case; empty when none is near. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(1, Math.min(3, word.length() / 3));
        return candidates.stream()
                .map(candidate -> new Near(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance <= tolerated || isBeginning(wanted, near.candidate))
                .min(Comparator.comparingInt(Near::distance).thenComparing(Near::candidate))
                .map(Near::candidate);
    }

    private record Near(String candidate, int distance) {}

    private static boolean isBeginning(String word, String candidate) {
        return word.length() >= 3 && candidate.toLowerCase(Locale.ROOT).startsWith(word);
    }

    /** How many letters to insert, drop, replace or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
