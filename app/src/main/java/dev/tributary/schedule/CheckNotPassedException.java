package dev.tributary.schedule;

import java.util.LinkedHashMap;
import java.util.Map;

/** A job did what it does, and what it looked at is not as it should be: its run counts as failed, and keeps its numbers. */
public final class CheckNotPassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Long> numbers;

    /** What was found, in numbers and in words. */
    public CheckNotPassedException(Map<String, Long> numbers, String message) {
        super(message);
        this.numbers = new LinkedHashMap<>(numbers);
    }

    Map<String, Long> numbers() {
        return numbers;
    }
}
