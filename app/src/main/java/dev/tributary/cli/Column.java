package dev.tributary.cli;

/**
 * A column of printed data.
 *
 * @param name its name in json, ndjson and csv
 * @param title its heading in a table
 * @param align where its cells stand in a table
 */
record Column(String name, String title, Align align) {
    /** Where the cells of a column stand. */
    enum Align {
        /** Numbers to the right, as they are. */
        BY_VALUE,
        /** To the left. */
        LEFT,
        /** To the right, with thousands separators. */
        COUNT
    }

    /** Text, its title being its name with spaces. */
    static Column text(String name) {
        return new Column(name, name.replace('_', ' '), Align.LEFT);
    }

    /** How many of something, its title being its name with spaces. */
    static Column count(String name) {
        return new Column(name, name.replace('_', ' '), Align.COUNT);
    }

    /** Whatever a query returns. */
    static Column any(String name) {
        return new Column(name, name, Align.BY_VALUE);
    }

    /** With another heading in tables. */
    Column titled(String other) {
        return new Column(name, other, align);
    }
}
