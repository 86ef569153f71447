package dev.tributary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Notices notices = new Notices(
            new PipelineListener() {
                @Override
                public void notice(String line) {
                    said.add(line);
                }
            },
            () -> now);

    @Test
    void aTroubleThatLastsIsSaidOnceAMinute() {
        notices.say("the disk is full");
        notices.say("the disk is full");
        now = now.plusSeconds(59);
        notices.say("the disk is full");
        assertThat(said).hasSize(1);

        now = now.plusSeconds(1);
        notices.say("the disk is full");
        assertThat(said).hasSize(2);
    }

    @Test
    void anotherTroubleIsSaidAtOnce() {
        notices.say("the disk is full");
        notices.say("the topic is gone");
        assertThat(said).containsExactly("the disk is full", "the topic is gone");
    }
}
