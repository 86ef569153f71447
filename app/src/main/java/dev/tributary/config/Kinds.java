package dev.tributary.config;

import dev.tributary.lake.Retention;
import dev.tributary.schedule.Timing;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of value that settings have. */
final class Kinds {
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(?:\\.\\d{1,15})?");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern SERVER =
            Pattern.compile("(?:[A-Za-z0-9_]+://)?(?:[^:\\s,\\[\\]]+|\\[[0-9a-fA-F:.]+]):(\\d{1,5})");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private Kinds() {}

    static Kind<String> text() {
        return leaf("a text", Map.of("type", List.of("string", "number", "boolean")), text -> !text.isBlank());
    }

    /** A text that may be empty too. */
    static Kind<String> anyText() {
        return leaf("a text", Map.of("type", List.of("string", "number", "boolean")), text -> true);
    }

    static Kind<String> topic() {
        return leaf(
                "a topic's name (letters, digits, '.', '_', '-')",
                Map.of("type", "string", "pattern", "^" + TOPIC.pattern() + "$"),
                text -> TOPIC.matcher(text).matches());
    }

    static Kind<String> applicationId() {
        return leaf(
                "letters, digits, '.', '_' and '-', at most 150",
                Map.of("type", "string", "pattern", "^[a-zA-Z0-9._-]{1,150}$"),
                text -> text.matches("[a-zA-Z0-9._-]{1,150}"));
    }

    static Kind<Long> whole(long min, long max) {
        String allowed =
                "a whole number" + (max == Long.MAX_VALUE ? ", at least " + min : " from " + min + " to " + max);
        return new Leaf<>(
                allowed,
                Map.of("type", "integer", "minimum", min, "maximum", max),
                List.of(),
                text -> Optional.of(text)
                        .filter(number -> WHOLE.matcher(number).matches())
                        .map(Long::parseLong)
                        .filter(number -> number >= min && number <= max));
    }

    static Kind<Double> share() {
        return new Leaf<>(
                "a share from 0 to 1",
                Map.of("type", "number", "minimum", 0, "maximum", 1),
                List.of(),
                text -> decimal(text).map(BigDecimal::doubleValue).filter(share -> share <= 1));
    }

    static Kind<BigDecimal> rate() {
        return new Leaf<>(
                "a decimal number above zero with at most four decimals",
                Map.of("type", "number", "exclusiveMinimum", 0),
                List.of(),
                text -> decimal(text)
                        .filter(rate ->
                                rate.signum() > 0 && rate.stripTrailingZeros().scale() <= 4)
                        .map(rate -> rate.scale() <= 4 ? rate : rate.stripTrailingZeros()));
    }

    static Kind<Duration> duration(Duration least) {
        String allowed = "a duration such as 250ms, 10s, 1h30m or 7d" + (least.isZero() ? "" : ", longer than zero");
        return new Leaf<>(
                allowed,
                Map.of("type", "string", "pattern", "^(\\d+(ms|s|m|h|d))+$"),
                List.of(),
                text -> Durations.parse(text).filter(duration -> duration.compareTo(least) >= 0));
    }

    static Kind<String> httpAddress() {
        return new Leaf<>(
                "an address that begins with http:// or https://, or none",
                Map.of("type", "string", "pattern", "^(https?://.+|none)$"),
                List.of("none"),
                text -> Optional.of(text).filter(Kinds::isHttpAddress));
    }

    private static boolean isHttpAddress(String text) {
        if (text.equals("none")) {
            return true;
        }
        try {
            URI address = new URI(text);
            return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** When a job runs: a period, a cron expression, or never. */
    static Kind<String> timing() {
        return new Leaf<>(
                "a period such as 10m, a cron expression of five fields that is due some day, such as \"0 3 * * *\", or never",
                Map.of("type", "string"),
                List.of("never"),
                text -> Optional.of(text).filter(Kinds::isTiming));
    }

    private static boolean isTiming(String text) {
        if (text.equals("never")) {
            return true;
        }
        Optional<Duration> period = Durations.parse(text);
        if (period.isPresent()) {
            return period.get().compareTo(Duration.ofSeconds(1)) >= 0;
        }
        try {
            return !Timing.Cron.parse(text, ZoneOffset.UTC).toString().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Kind<ZoneId> zone() {
        return new Leaf<>(
                "the name of a time zone such as UTC or Europe/Paris",
                Map.of("type", "string"),
                ZoneId.getAvailableZoneIds().stream().sorted().toList(),
                text -> Optional.of(text)
                        .filter(name -> ZoneId.getAvailableZoneIds().contains(name))
                        .map(ZoneId::of));
    }

    /** How long days stay in the lake. */
    static Kind<Retention.Period> period() {
        return new Leaf<>(
                "a duration such as 36h or 7d, longer than zero, or never",
                Map.of("type", "string", "pattern", "^((\\d+(ms|s|m|h|d))+|never)$"),
                List.of("never"),
                text -> text.equals("never")
                        ? Optional.of(Retention.Period.FOREVER)
                        : Durations.parse(text)
                                .filter(duration -> !duration.isZero())
                                .map(Retention.Period::of));
    }

    static Kind<Long> size(long least) {
        return new Leaf<>(
                "a size such as 64MB, 8MiB or 1048576, at least " + least + (least == 1 ? " byte" : " bytes"),
                Map.of("type", List.of("string", "integer"), "pattern", "^\\d+ ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?$"),
                List.of(),
                text -> Sizes.parse(text).filter(size -> size >= least));
    }

    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        List<String> words = constants.stream().map(Kinds::word).toList();
        return new Leaf<>(
                either(words),
                Map.of("enum", words),
                words,
                text -> constants.stream()
                        .filter(constant -> word(constant).equals(text))
                        .findFirst());
    }

    static Kind<Boolean> yesOrNo() {
        return new Leaf<>(
                "true or false",
                Map.of("type", "boolean"),
                List.of("true", "false"),
                text -> Optional.of(text)
                        .filter(word -> word.equals("true") || word.equals("false"))
                        .map(Boolean::parseBoolean));
    }

    /** Servers, or nothing for the embedded broker. */
    static Kind<Optional<String>> servers() {
        return new Leaf<>(
                "host:port, several separated by commas, or embedded",
                Map.of("type", "string"),
                List.of("embedded"),
                Kinds::readServers);
    }

    /** A number of events, or nothing for no end. */
    static Kind<OptionalLong> events() {
        Kind<Long> number = whole(0, Long.MAX_VALUE);
        return orWord("unlimited", OptionalLong.empty(), number, OptionalLong::of);
    }

    static Kind<OptionalLong> seed() {
        return orWord("random", OptionalLong.empty(), whole(0, 999_999_999_999_999_999L), OptionalLong::of);
    }

    static Kind<Pace> pace() {
        List<String> words = List.of("auto", "unlimited");
        return new Leaf<>(
                "events per second above zero, unlimited or auto",
                Map.of("anyOf", List.of(Map.of("type", "number", "exclusiveMinimum", 0), Map.of("enum", words))),
                words,
                text -> switch (text) {
                    case "auto" -> Optional.of(new Pace(true, OptionalDouble.empty()));
                    case "unlimited" -> Optional.of(new Pace(false, OptionalDouble.empty()));
                    default ->
                        decimal(text)
                                .filter(rate -> rate.signum() > 0)
                                .map(rate -> new Pace(false, OptionalDouble.of(rate.doubleValue())));
                });
    }

    /** A list of single values without repetition. */
    static <T> Kind<List<T>> listOf(Kind<T> item) {
        return new ListKind<>(item);
    }

    /** How the constant is written in settings. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String either(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    private static Kind<String> leaf(String allowed, Map<String, Object> schema, Predicate<String> fits) {
        return new Leaf<>(allowed, schema, List.of(), text -> Optional.of(text).filter(fits));
    }

    private static <T> Kind<T> orWord(String word, T meaning, Kind<Long> number, LongFunction<T> parsed) {
        Leaf<Long> leaf = (Leaf<Long>) number;
        return new Leaf<>(
                leaf.allowed() + ", or " + word,
                Map.of("anyOf", List.of(leaf.schema(), Map.of("const", word))),
                List.of(word),
                text -> text.equals(word)
                        ? Optional.of(meaning)
                        : leaf.parser().apply(text).map(value -> parsed.apply(value)));
    }

    private static Optional<BigDecimal> decimal(String text) {
        return Optional.of(text)
                .filter(number -> DECIMAL.matcher(number).matches())
                .map(BigDecimal::new);
    }

    private static Optional<Optional<String>> readServers(String text) {
        if (text.equals("embedded")) {
            return Optional.of(Optional.empty());
        }
        return allServers(text) ? Optional.of(Optional.of(text)) : Optional.empty();
    }

    private static boolean allServers(String text) {
        return !text.isBlank() && Arrays.stream(text.split(",", -1)).allMatch(Kinds::isServer);
    }

    private static boolean isServer(String text) {
        Matcher server = SERVER.matcher(text.strip());
        return server.matches()
                && Integer.parseInt(server.group(1)) >= 1
                && Integer.parseInt(server.group(1)) <= 65_535;
    }

    private record ListKind<T>(Kind<T> item) implements Kind<List<T>> {
        @Override
        public Optional<List<T>> read(Value value) {
            return value.items(allowed()).flatMap(this::readItems);
        }

        private Optional<List<T>> readItems(List<Value> values) {
            List<T> items = new ArrayList<>();
            for (Value value : values) {
                item.read(value).ifPresent(read -> {
                    if (items.contains(read)) {
                        value.problem("'" + value.raw().shown() + "' is listed twice", Optional.empty());
                    }
                    items.add(read);
                });
            }
            return items.size() == values.size() ? Optional.of(List.copyOf(items)) : Optional.empty();
        }

        @Override
        public String allowed() {
            return "a list of " + item.allowed();
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "array", "items", item.schema(), "uniqueItems", true);
        }

        @Override
        public boolean structured() {
            return true;
        }
    }
}
