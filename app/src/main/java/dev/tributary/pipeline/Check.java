package dev.tributary.pipeline;

import java.util.Optional;

/**
 * One thing that the doctor looked at.
 *
 * @param name what was looked at
 * @param outcome how it is
 * @param detail what was seen
 * @param fix what to do about it, when it is not well
 */
public record Check(String name, Outcome outcome, String detail, Optional<String> fix) {
    /** How a thing is. */
    public enum Outcome {
        /** Well. */
        OK,
        /** Works, and wants a look. */
        WARNING,
        /** Does not work. */
        FAILED
    }

    static Check ok(String name, String detail) {
        return new Check(name, Outcome.OK, detail, Optional.empty());
    }

    static Check warning(String name, String detail, String fix) {
        return new Check(name, Outcome.WARNING, detail, Optional.of(fix));
    }

    static Check failed(String name, String detail, String fix) {
        return new Check(name, Outcome.FAILED, detail, Optional.of(fix));
    }
}
