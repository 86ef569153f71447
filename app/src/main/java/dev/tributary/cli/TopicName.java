package dev.tributary.cli;

import dev.tributary.broker.Topics;
import dev.tributary.config.Closest;
import java.util.Optional;
import java.util.Set;

/** Finds the topic that a user means. */
final class TopicName {
    private TopicName() {}

    /** The topic's name as the cluster writes it, whatever the case of the letters. */
    static String find(Topics topics, String wanted) {
        return topics.find(wanted).orElseThrow(() -> unknown(wanted, topics.names()));
    }

    private static CommandFailedException unknown(String wanted, Set<String> names) {
        String near = Closest.to(wanted, names)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        return new CommandFailedException(
                Exit.FAILED, "there is no topic " + wanted + near, Optional.of("tributary topics list"));
    }
}
