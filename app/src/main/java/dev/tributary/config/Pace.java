package dev.tributary.config;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How fast events are made.
 *
 * @param auto whether that depends on whether they have an end
 * @param perSecond events per second; empty for as fast as possible
 */
record Pace(boolean auto, OptionalDouble perSecond) {
    static final double ENDLESS = 200;

    /** A stream without end flows gently; a number of events is made as fast as possible. */
    OptionalDouble rate(OptionalLong events) {
        return auto && events.isEmpty() ? OptionalDouble.of(ENDLESS) : perSecond;
    }
}
