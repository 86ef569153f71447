package dev.tributary.streams;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a source record says, field by field, before any rule has judged it. JSON null and a field left out are the same. */
final class Fields {
    private final Map<Field, String> texts = new EnumMap<>(Field.class);
    private final Map<Field, BigDecimal> numbers = new EnumMap<>(Field.class);
    private final Set<Field> seen = EnumSet.noneOf(Field.class);

    /** Notes that the field occurred; false when it had before. */
    boolean see(Field field) {
        return seen.add(field);
    }

    void put(Field field, String text) {
        texts.put(field, text);
    }

    void put(Field field, BigDecimal number) {
        numbers.put(field, number);
    }

    @Nullable
    String text(Field field) {
        return texts.get(field);
    }

    @Nullable
    BigDecimal number(Field field) {
        return numbers.get(field);
    }
}
