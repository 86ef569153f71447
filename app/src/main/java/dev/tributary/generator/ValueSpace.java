package dev.tributary.generator;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Everything that the generator can say of a person where there are few enough to try them all. */
public final class ValueSpace {
    private static final int FIRST_STREET = 100;
    private static final int LAST_STREET = 999;

    private ValueSpace() {}

    /** All ids of users. */
    public static Stream<String> userIds() {
        return Users.numbers().mapToObj(number -> "USER-" + number);
    }

    /** All names of users. */
    public static Stream<String> userNames() {
        return Vocabulary.names().map(Word::toString);
    }

    /** All streets. */
    public static Stream<String> streets() {
        return IntStream.rangeClosed(FIRST_STREET, LAST_STREET).mapToObj(number -> number + " Main St");
    }
}
