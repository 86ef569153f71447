package dev.tributary.lake;

import java.time.Instant;
import java.util.Set;

/**
 * That a person is to be forgotten: by which a record of theirs is known again, and nothing by which they are.
 *
 * @param id its name, which says nothing about the person
 * @param at when it was decided
 * @param until records with a timestamp up to here are covered, in milliseconds; never before {@code at}
 * @param pseudonyms the SHA-256 of each pseudonym that the person had when it was decided, in hex
 * @param key the version of the pseudonyms' key under which {@code user} was made
 * @param shape what an id of the person's length looks like: {@code A} for a letter, {@code 9} for a digit, any other character as it is
 * @param user the id of the person under that key, in hex
 */
public record Erasure(String id, Instant at, long until, Set<String> pseudonyms, int key, String shape, String user) {
    public Erasure {
        pseudonyms = Set.copyOf(pseudonyms);
        if (until < at.toEpochMilli()) {
            throw new IllegalArgumentException("erasure " + id + ": until " + until + " is before " + at);
        }
    }

    /** What ids of the same form have in common. */
    public static String shapeOf(String userId) {
        StringBuilder shape = new StringBuilder();
        for (int at = 0; at < userId.length(); at++) {
            char character = userId.charAt(at);
            shape.append(isLetter(character) ? 'A' : isDigit(character) ? '9' : character);
        }
        return shape.toString();
    }

    private static boolean isLetter(int character) {
        return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
