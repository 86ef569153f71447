package dev.tributary.lake;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The feeds of a pipeline. An exact name wins over a glob; among globs the first listed wins. */
public record Feeds(List<Feed> feeds) {
    public Feeds {
        feeds = List.copyOf(feeds);
    }

    /** The rule that covers the topic. */
    public Optional<Feed> match(String topic) {
        return Stream.concat(feeds.stream().filter(Feed::exact), feeds.stream().filter(feed -> !feed.exact()))
                .filter(feed -> feed.matches(topic))
                .findFirst();
    }
}
