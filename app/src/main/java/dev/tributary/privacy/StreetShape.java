package dev.tributary.privacy;

import dev.tributary.generator.ValueSpace;

/** What may be left of a street: nothing. */
final class StreetShape {
    private static final String END =
            ValueSpace.streets().findFirst().orElseThrow().substring(3);

    private StreetShape() {}

    /** Whether no digit is left, and no letter in the place that it has in a street. */
    static boolean hides(String mask) {
        for (int i = 0; i < mask.length(); i++) {
            char character = mask.charAt(i);
            boolean kept = i >= 3 && i - 3 < END.length() && character != ' ' && character == END.charAt(i - 3);
            if (kept || Character.isDigit(character)) {
                return false;
            }
        }
        return true;
    }
}
