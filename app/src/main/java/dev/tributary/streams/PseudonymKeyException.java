package dev.tributary.streams;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The secret key of the pseudonyms is missing, malformed or open to others. Nothing of the key is in the message. */
public final class PseudonymKeyException extends StreamsFailedException {
    PseudonymKeyException(String message, String fix, @Nullable Throwable cause) {
        super(message, Optional.of(fix), cause);
    }
}
