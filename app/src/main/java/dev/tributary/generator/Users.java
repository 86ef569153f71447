package dev.tributary.generator;

import dev.tributary.generator.GeneratorConfig.Distribution;
import java.util.stream.IntStream;

/** Who makes the transactions: the numbers of so many users out of 1000 to 9999, and how often each one's turn comes. */
final class Users {
    private static final int FIRST = 1_000;
    private static final int ALL = 9_000;

    private final int[] numbers;
    private final double[] upTo;

    Users(int count, Distribution distribution, Draws draws) {
        this.numbers = shuffled(draws, count);
        this.upTo = cumulated(count, distribution);
    }

    /** The numbers of all users that there can be. */
    static IntStream numbers() {
        return IntStream.range(FIRST, FIRST + ALL);
    }

    int draw(Draws draws) {
        double chosen = draws.unit();
        int low = 0;
        int high = numbers.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chosen < upTo[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return numbers[low];
    }

    private static int[] shuffled(Draws draws, int count) {
        int[] numbers = new int[ALL];
        for (int i = 0; i < ALL; i++) {
            int other = draws.below(i + 1);
            numbers[i] = numbers[other];
            numbers[other] = FIRST + i;
        }
        return java.util.Arrays.copyOf(numbers, count);
    }

    /** The share of the first users together, for each user. Heavy-tailed is Zipf's law: the second has half the turns of the first. */
    private static double[] cumulated(int count, Distribution distribution) {
        double[] upTo = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += distribution == Distribution.UNIFORM ? 1 : 1.0 / (rank + 1);
            upTo[rank] = sum;
        }
        for (int rank = 0; rank < count; rank++) {
            upTo[rank] /= sum;
        }
        return upTo;
    }
}
