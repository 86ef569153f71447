package dev.tributary.streams;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far a transaction has come; each status has a topic of its own. */
enum Status {
    COMPLETED,
    PENDING,
    FAILED,
    PROCESSING,
    CANCELLED;

    private static final Map<String, Status> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Status::text, Function.identity()));

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    String topic() {
        return "TRANSACTIONS_" + name();
    }

    static Optional<Status> of(@Nullable String text) {
        return text == null ? Optional.empty() : Optional.ofNullable(BY_TEXT.get(text));
    }
}
