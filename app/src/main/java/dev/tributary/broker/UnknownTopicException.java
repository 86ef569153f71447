package dev.tributary.broker;

import java.util.Optional;

/** The cluster has no topic of that name. */
public final class UnknownTopicException extends BrokerException {
    private final String topic;

    UnknownTopicException(String topic) {
        super("there is no topic " + topic, Optional.of("tributary topics list  shows the topics there are"), null);
        this.topic = topic;
    }

    /** The name asked for. */
    public String topic() {
        return topic;
    }
}
