package dev.tributary.quarantine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a record stands in Kafka, as people type it: {@code topic/partition/offset}, with {@code /epoch} when that is not 0.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param offset the record's offset
 * @param epoch how often a topic of that name was seen made again
 */
public record Place(String topic, int partition, long offset, int epoch) {
    private static final Pattern TEXT =
            Pattern.compile("([a-zA-Z0-9._-]{1,249})/(\\d{1,9})/(\\d{1,18})(?:/(\\d{1,9}))?");

    /** Reads what {@link #toString} writes; empty for anything else. */
    public static Optional<Place> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new Place(
                        matcher.group(1),
                        Integer.parseInt(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }

    /** Whether it is the same place when topics are named in any case of their letters. */
    boolean isMeantBy(Place typed) {
        return partition == typed.partition
                && offset == typed.offset
                && epoch == typed.epoch
                && topic.equalsIgnoreCase(typed.topic);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset + (epoch == 0 ? "" : "/" + epoch);
    }
}
