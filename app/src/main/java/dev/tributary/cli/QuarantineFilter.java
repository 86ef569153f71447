package dev.tributary.cli;

import dev.tributary.quarantine.Filter;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which records in quarantine are meant. */
final class QuarantineFilter {
    @Option(names = "--topic", paramLabel = "TOPIC", description = "Of this topic, in any case of its letters.")
    private @Nullable String topic;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "With this reason, or one that begins so, as `quarantine list` prints it.")
    private @Nullable String reason;

    @Option(names = "--since", paramLabel = "TIME", description = "Of this date or time (UTC) or later.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "From before this date or time (UTC).")
    private @Nullable String until;

    Filter filter() {
        return new Filter(
                Optional.ofNullable(topic),
                Optional.ofNullable(reason),
                Optional.ofNullable(since).map(text -> time("--since", text)),
                Optional.ofNullable(until).map(text -> time("--until", text)));
    }

    static Instant time(String option, String text) {
        return Moment.parse(text)
                .orElseThrow(() -> CommandFailedException.usage(
                        option + " must be a date or a time, not '" + text + "'", option + " 2026-11-22T14:00:00Z"));
    }
}
