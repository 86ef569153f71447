package dev.tributary.warehouse;

/** The declared type of a typed column, from the narrowest to the widest. */
enum ColumnType {
    /** Only nulls so far. */
    UNKNOWN(""),
    /** Whole numbers of 64 bits, and booleans as 1 and 0. */
    INTEGER("INTEGER"),
    /** Numbers with fractions, exponents or more digits. */
    REAL("REAL"),
    /** Text; objects and arrays as JSON. */
    TEXT("TEXT");

    private final String declaration;

    ColumnType(String declaration) {
        this.declaration = declaration;
    }

    String declaration() {
        return declaration;
    }

    ColumnType widen(ColumnType other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
