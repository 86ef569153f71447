package dev.tributary.schedule;

import java.util.LinkedHashMap;
import java.util.Map;

/** Something that runs now and then. */
@FunctionalInterface
public interface Job {
    /**
     * Runs it once.
     *
     * @param stopping whether to end soon, between two steps: the time is over, or everything ends
     * @return what it did
     * @throws Exception when it failed; its message goes into the history
     */
    Result run(Stopping stopping) throws Exception;

    /** Is asked now and then during a run. */
    @FunctionalInterface
    interface Stopping {
        /** Whether to end soon. */
        boolean requested();
    }

    /**
     * What a run did.
     *
     * @param numbers in numbers, by name, in their order
     * @param message in words
     */
    record Result(Map<String, Long> numbers, String message) {
        public Result {
            numbers = new LinkedHashMap<>(numbers);
        }
    }
}
