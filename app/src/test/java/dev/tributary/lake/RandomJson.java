package dev.tributary.lake;

import java.util.Random;

/** Makes JSON objects of every shape, with white space anywhere. */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", "", " ", "\n", "\r\n", "\t", "  \n"};
    private static final String[] STRINGS = {
        "",
        "a",
        "TRANSACTION_ID",
        "é",
        "😀",
        "\\u005f",
        "\\n",
        "\\\"",
        "\\\\",
        "\u2028",
        "\u007f",
        "a longer text with, : { } [ ]"
    };
    private static final String[] SCALARS = {
        "0", "-1", "3.14", "1e5", "-0.0E-7", "123456789012345678901234567890", "true", "false", "null"
    };

    private final Random random;
    private final Random scalars;

    RandomJson(Random random) {
        this(random, random);
    }

    /** Objects of one shape when the first is begun anew for each: the second draws what stands for values that are neither objects nor arrays. */
    RandomJson(Random shapes, Random scalars) {
        this.random = shapes;
        this.scalars = scalars;
    }

    String object() {
        return space() + object(0) + space();
    }

    private String object(int depth) {
        StringBuilder text = new StringBuilder("{").append(space());
        int members = random.nextInt(4);
        for (int i = 0; i < members; i++) {
            text.append(i == 0 ? "" : "," + space());
            text.append(string(random)).append(space()).append(':').append(space());
            text.append(value(depth + 1)).append(space());
        }
        return text.append('}').toString();
    }

    private String array(int depth) {
        StringBuilder text = new StringBuilder("[").append(space());
        int items = random.nextInt(4);
        for (int i = 0; i < items; i++) {
            text.append(i == 0 ? "" : "," + space()).append(value(depth + 1)).append(space());
        }
        return text.append(']').toString();
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 4 ? 2 : 4);
        return switch (kind) {
            case 0, 1 -> scalars.nextBoolean() ? SCALARS[scalars.nextInt(SCALARS.length)] : string(scalars);
            case 2 -> object(depth);
            default -> array(depth);
        };
    }

    private static String string(Random random) {
        return "\"" + STRINGS[random.nextInt(STRINGS.length)] + STRINGS[random.nextInt(STRINGS.length)] + "\"";
    }

    private String space() {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
