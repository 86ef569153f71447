package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;

/** Takes a person out of the embedded broker in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillablePurge {
    private KillablePurge() {}

    /** Arguments: {@code project-folder point}. */
    public static void main(String[] arguments) {
        KillPoint point = new KillPoint(arguments[1], 1);
        Settings settings = ForgetTest.settings(Path.of(arguments[0]));
        try (KafkaConnection kafka = KafkaConnection.openDeleting(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker())) {
            new PurgeKafka(settings, kafka, PurgeTest.person(settings), reached -> point.reached(reached.name())).run();
        }
        System.out.println("ended without coming there");
    }
}
