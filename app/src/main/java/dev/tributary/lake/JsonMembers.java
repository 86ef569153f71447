package dev.tributary.lake;

import java.util.Arrays;

/**
 * Where the members of one JSON object are, as {@link JsonGate} met them, counted from the object's first byte: whoever needs them after the check need not read
 * the object again. Those of nested objects are not among them.
 */
public final class JsonMembers {
    private static final int PLACES = 4;

    private int[] places = new int[32 * PLACES];
    private int size;
    private int[] known = {};
    private int[] pieces = {};

    /**
     * Those of an object that was checked before.
     *
     * @throws IllegalArgumentException when the bytes are no JSON object
     */
    public static JsonMembers of(byte[] object) {
        JsonMembers members = new JsonMembers();
        JsonGate gate = new JsonGate(members);
        if (!gate.accepts(object, 0, object.length)) {
            throw new IllegalArgumentException("no JSON object: " + gate.reason());
        }
        return members;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** The first byte of a member's name, behind its quote. */
    public int nameFrom(int member) {
        return places[member * PLACES];
    }

    /** The quote behind a member's name. */
    public int nameTo(int member) {
        return places[member * PLACES + 1];
    }

    /** The first byte of a member's value. */
    public int valueFrom(int member) {
        return places[member * PLACES + 2];
    }

    /** The first byte behind a member's value. */
    public int valueTo(int member) {
        return places[member * PLACES + 3];
    }

    void clear() {
        size = 0;
    }

    void name(int from, int to) {
        if (size * PLACES == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        places[size * PLACES] = from;
        places[size * PLACES + 1] = to;
        size++;
    }

    void valueFrom(int member, int from) {
        places[member * PLACES + 2] = from;
    }

    void valueTo(int member, int to) {
        places[member * PLACES + 3] = to;
    }

    void removeLast() {
        size--;
    }

    /** Keeps where the members are, for other objects of their shape. */
    void remember(JsonShape shape) {
        known = Arrays.copyOf(places, size * PLACES);
        pieces = Arrays.stream(known).map(shape::pieceOf).toArray();
    }

    /** Finds the members that were kept where they are in the object that fits the shape. */
    void recall(JsonShape shape) {
        if (places.length < known.length) {
            places = new int[known.length];
        }
        for (int i = 0; i < known.length; i++) {
            places[i] = known[i] + shape.shift(pieces[i]);
        }
        size = known.length / PLACES;
    }
}
