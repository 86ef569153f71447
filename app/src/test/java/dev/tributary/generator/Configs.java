package dev.tributary.generator;

import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.generator.GeneratorConfig.Distribution;
import dev.tributary.generator.GeneratorConfig.Time;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Configurations that differ in one thing each, and what a generator makes of them. */
final class Configs {
    static final Instant NOW = Instant.parse("2026-11-22T14:03:11.123456789Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private Configs() {}

    static GeneratorConfig plain(long events) {
        return new GeneratorConfig(
                OptionalLong.of(events),
                OptionalDouble.empty(),
                7,
                9_000,
                Distribution.UNIFORM,
                0,
                Time.COURSE,
                BadInput.NONE);
    }

    static GeneratorConfig seed(long events, long seed) {
        GeneratorConfig plain = plain(events);
        return new GeneratorConfig(
                plain.events(),
                plain.rate(),
                seed,
                plain.users(),
                plain.distribution(),
                plain.lifecycle(),
                plain.time(),
                plain.bad());
    }

    static GeneratorConfig users(long events, int users, Distribution distribution) {
        GeneratorConfig plain = plain(events);
        return new GeneratorConfig(
                plain.events(),
                plain.rate(),
                plain.seed(),
                users,
                distribution,
                plain.lifecycle(),
                plain.time(),
                plain.bad());
    }

    static GeneratorConfig lifecycle(long events, double share, Time time) {
        GeneratorConfig plain = plain(events);
        return new GeneratorConfig(
                plain.events(),
                plain.rate(),
                plain.seed(),
                plain.users(),
                plain.distribution(),
                share,
                time,
                plain.bad());
    }

    static GeneratorConfig bad(long events, BadInput bad, Time time) {
        GeneratorConfig plain = plain(events);
        return new GeneratorConfig(
                plain.events(),
                plain.rate(),
                plain.seed(),
                plain.users(),
                plain.distribution(),
                plain.lifecycle(),
                time,
                bad);
    }

    static GeneratorConfig rate(OptionalLong events, double rate) {
        GeneratorConfig plain = plain(0);
        return new GeneratorConfig(
                events,
                OptionalDouble.of(rate),
                plain.seed(),
                plain.users(),
                plain.distribution(),
                plain.lifecycle(),
                Time.LIVE,
                plain.bad());
    }

    static List<SourceRecord> all(GeneratorConfig config) {
        return stream(config).toList();
    }

    static Stream<SourceRecord> stream(GeneratorConfig config) {
        Iterable<SourceRecord> once = () -> new Generator(config, CLOCK);
        return StreamSupport.stream(once.spliterator(), false);
    }

    static String text(SourceRecord item) {
        return new String(item.value().orElseThrow(), StandardCharsets.UTF_8);
    }
}
