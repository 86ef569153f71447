package dev.tributary.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The topics that stopped with an error, while the others went on. */
final class StoppedTopics {
    private final Map<String, IngestException> reasons = new LinkedHashMap<>();
    private final IngestListener listener;

    StoppedTopics(IngestListener listener) {
        this.listener = listener;
    }

    void stop(String topic, IngestException reason) {
        if (reasons.putIfAbsent(topic, reason) == null) {
            listener.topicStopped(topic, reason);
        }
    }

    /** A topic made again may start again. */
    void release(String topic) {
        reasons.remove(topic);
    }

    boolean contains(String topic) {
        return reasons.containsKey(topic);
    }

    List<String> names() {
        return List.copyOf(reasons.keySet());
    }

    /** The error to end with; the first topic's, with the others named. */
    Optional<IngestException> failure() {
        return reasons.values().stream().findFirst().map(this::withOthers);
    }

    private IngestException withOthers(IngestException first) {
        if (reasons.size() == 1) {
            return first;
        }
        List<String> others = new ArrayList<>(reasons.keySet()).subList(1, reasons.size());
        return new IngestException(
                first.getMessage() + " (stopped too: " + String.join(", ", others) + ")", first.fix(), first);
    }
}
