package dev.tributary.streams;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A field of the source that some rule reads. */
enum Field {
    TRANSACTION_ID(Kind.TEXT),
    TIMESTAMP(Kind.TEXT),
    USER_ID(Kind.TEXT),
    USER_NAME(Kind.TEXT),
    PRODUCT_ID(Kind.TEXT),
    AMOUNT(Kind.NUMBER),
    CURRENCY(Kind.TEXT),
    TRANSACTION_TYPE(Kind.TEXT),
    STATUS(Kind.TEXT),
    PAYMENT_METHOD(Kind.TEXT),
    PRODUCT_CATEGORY(Kind.TEXT),
    QUANTITY(Kind.NUMBER),
    CUSTOMER_RATING(Kind.NUMBER),
    DISCOUNT_CODE(Kind.TEXT),
    TAX_AMOUNT(Kind.NUMBER),
    LOCATION(Kind.GROUP),
    SHIPPING_ADDRESS(Kind.GROUP),
    DEVICE_INFO(Kind.GROUP),
    CITY(Kind.TEXT, LOCATION),
    COUNTRY(Kind.TEXT, LOCATION),
    STREET(Kind.TEXT, SHIPPING_ADDRESS),
    ZIP(Kind.TEXT, SHIPPING_ADDRESS),
    OS(Kind.TEXT, DEVICE_INFO),
    BROWSER(Kind.TEXT, DEVICE_INFO),
    IP_ADDRESS(Kind.TEXT, DEVICE_INFO);

    enum Kind {
        TEXT,
        NUMBER,
        GROUP
    }

    private static final Map<String, Field> TOP = members(Optional.empty());
    private static final Map<Field, Map<String, Field>> MEMBERS = new EnumMap<>(Field.class);

    static {
        for (Field field : values()) {
            MEMBERS.put(field, members(Optional.of(field)));
        }
    }

    private final Kind kind;
    private final Optional<Field> parent;

    Field(Kind kind) {
        this.kind = kind;
        this.parent = Optional.empty();
    }

    Field(Kind kind, Field parent) {
        this.kind = kind;
        this.parent = Optional.of(parent);
    }

    Kind kind() {
        return kind;
    }

    /** The field's place in the source, such as {@code LOCATION.CITY}. */
    String path() {
        return parent.map(group -> group + "." + name()).orElse(name());
    }

    /** The field of that name in that group, or at the top when there is no group; names in any case. */
    static Optional<Field> named(String name, Optional<Field> group) {
        Map<String, Field> fields = group.map(MEMBERS::get).orElse(TOP);
        Field exact = fields.get(name);
        return Optional.ofNullable(exact != null ? exact : fields.get(name.toUpperCase(Locale.ROOT)));
    }

    private static Map<String, Field> members(Optional<Field> group) {
        return Arrays.stream(values())
                .filter(field -> field.parent.equals(group))
                .collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));
    }
}
