package dev.tributary.config;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Retention;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A list of feeds. */
final class FeedsKind implements Kind<Feeds> {
    private static final Kind<FeedMode> MODE = Kinds.choice(FeedMode.class);
    private static final Kind<Retention.Period> RETENTION = Kinds.period();
    private static final Kind<List<String>> KEY = Kinds.listOf(Kinds.text());

    @Override
    public Optional<Feeds> read(Value value) {
        return value.items(allowed()).flatMap(FeedsKind::readItems);
    }

    private static Optional<Feeds> readItems(List<Value> values) {
        List<Feed> feeds = new ArrayList<>();
        Set<String> topics = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i).named("feeds[" + i + "]");
            feed(value).ifPresent(feed -> {
                if (!topics.add(feed.topic().toLowerCase(Locale.ROOT))) {
                    value.problem("topic '" + feed.topic() + "' is listed twice", Optional.empty());
                }
                feeds.add(feed);
            });
        }
        return feeds.size() == values.size() ? Optional.of(new Feeds(feeds)) : Optional.empty();
    }

    private static Optional<Feed> feed(Value value) {
        Optional<Members> members = Members.of(value, Set.of("topic", "mode", "key", "confidential", "retention"));
        return members.flatMap(found -> {
            Optional<String> topic = found.required("topic", Kinds.text());
            Optional<FeedMode> mode = found.optional("mode", MODE, FeedMode.APPEND);
            Optional<List<String>> key = found.optional("key", KEY, List.of());
            Optional<Boolean> confidential = found.optional("confidential", Kinds.yesOrNo(), false);
            boolean hasRetention = found.values().containsKey("retention");
            Optional<Retention.Period> retention =
                    hasRetention ? found.required("retention", RETENTION) : Optional.empty();
            boolean read = topic.isPresent()
                    && mode.isPresent()
                    && key.isPresent()
                    && confidential.isPresent()
                    && hasRetention == retention.isPresent();
            return read
                    ? build(value, topic.get(), mode.get(), key.get(), confidential.get(), retention)
                    : Optional.empty();
        });
    }

    private static Optional<Feed> build(
            Value value,
            String topic,
            FeedMode mode,
            List<String> key,
            boolean confidential,
            Optional<Retention.Period> retention) {
        if (!key.isEmpty() && mode != FeedMode.LATEST) {
            value.problem("key has a meaning for mode latest only, not for " + Kinds.word(mode), Optional.empty());
            return Optional.empty();
        }
        try {
            return Optional.of(new Feed(topic, mode, key, confidential, retention));
        } catch (IllegalArgumentException refused) {
            value.problem(String.valueOf(refused.getMessage()).replaceFirst("^feed: ", ""), Optional.empty());
            return Optional.empty();
        }
    }

    @Override
    public String allowed() {
        return "a list of {topic, mode, key, confidential, retention}";
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> members = Map.of(
                "topic",
                Map.of("type", "string", "pattern", "^[a-zA-Z0-9._*?-]{1,249}$"),
                "mode",
                MODE.schema(),
                "key",
                KEY.schema(),
                "confidential",
                Kinds.yesOrNo().schema(),
                "retention",
                RETENTION.schema());
        return Map.of(
                "type",
                "array",
                "items",
                Map.of(
                        "type",
                        "object",
                        "properties",
                        members,
                        "required",
                        List.of("topic"),
                        "additionalProperties",
                        false));
    }

    @Override
    public boolean structured() {
        return true;
    }
}
