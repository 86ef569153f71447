package dev.tributary.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {
    private final StreamsException slow = new StreamsException(new TimeoutException("slow"));

    private final List<Throwable> fatal = new ArrayList<>();
    private Instant now = Derivation.NOW;
    private final FailurePolicy policy = new FailurePolicy(() -> now, fatal::add);

    @Test
    void aThreadThatDiedIsReplaced() {
        assertThat(policy.handle(slow)).isEqualTo(REPLACE_THREAD);
        assertThat(fatal).isEmpty();
    }

    @Test
    void tooManyDeathsWithinAMinuteAreFatal() {
        for (int i = 0; i < FailurePolicy.REPLACEMENTS; i++) {
            assertThat(policy.handle(slow)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(policy.handle(slow)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).containsExactly(slow);
    }

    @Test
    void deathsFarApartAreNot() {
        for (int i = 0; i < 3 * FailurePolicy.REPLACEMENTS; i++) {
            assertThat(policy.handle(slow)).isEqualTo(REPLACE_THREAD);
            now = now.plusSeconds(15);
        }
    }

    @Test
    void whatNoRepetitionMendsIsFatalAtOnce() {
        assertThat(policy.handle(new StreamsException(new TopicAuthorizationException("TRANSACTIONS_USD"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.handle(new OutOfMemoryError())).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(fatal).hasSize(2);
    }
}
