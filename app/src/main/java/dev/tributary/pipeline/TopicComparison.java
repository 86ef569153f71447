package dev.tributary.pipeline;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Kind;
import dev.tributary.lake.OffsetSet;
import dev.tributary.lake.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Collects the coordinates of one topic's records, stage by stage, and what differs between the stages. First comes the warehouse, then the lake, then
 * Kafka: whoever is asked later can only have more, so a pipeline that goes on meanwhile makes no difference.
 */
final class TopicComparison {
    private static final int FINDINGS = 20;

    /** A partition of one epoch of the topic. */
    private record Source(int epoch, int partition) {
        static Source of(Stamp stamp) {
            return new Source(stamp.epoch(), stamp.partition());
        }
    }

    /** The newest line of a key that the warehouse should know. */
    private record Newest(Stamp stamp, boolean tombstone) {
        boolean replaces(Newest other) {
            Stamp before = other.stamp;
            if (stamp.epoch() != before.epoch()) {
                return stamp.epoch() > before.epoch();
            }
            return stamp.partition() == before.partition()
                    ? stamp.offset() > before.offset()
                    : stamp.timestamp() > before.timestamp();
        }
    }

    private record Row(int epoch, int partition, long offset) {}

    private final String topic;
    private final Optional<Feed> feed;
    private final Map<Source, OffsetSet> warehouse = new HashMap<>();
    private final Map<Source, OffsetSet> lake = new HashMap<>();
    private final Map<Source, OffsetSet> loaded = new HashMap<>();
    private final Map<Source, OffsetSet> deadLetters = new HashMap<>();
    private final Map<Source, OffsetSet> pruned = new HashMap<>();
    private final Map<Source, OffsetSet> erased = new HashMap<>();
    private final Map<Source, OffsetSet> erasedRows = new HashMap<>();
    private final Map<Source, OffsetSet> kafka = new HashMap<>();
    private final Map<String, Newest> newest = new HashMap<>();
    private final Set<String> removedMeanwhile = new HashSet<>();
    private final Map<String, Row> rows = new HashMap<>();
    private final Map<String, Row> removedRows = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();
    private OptionalLong warehouseRows = OptionalLong.empty();
    private long foreignLines;
    private long waiting;
    private long missing;
    private long duplicate;
    private long unexpected;

    TopicComparison(String topic, Optional<Feed> feed) {
        this.topic = topic;
        this.feed = feed;
    }

    /** The topic is loaded, and its table has this many rows. */
    void warehouseRows(long count) {
        warehouseRows = OptionalLong.of(count);
    }

    void warehouseRow(int epoch, int partition, long offset, Optional<String> key) {
        if (!set(warehouse, new Source(epoch, partition)).add(offset)) {
            duplicate("stands twice in the warehouse", epoch, partition, offset);
        }
        if (has(FeedMode.LATEST)) {
            key.ifPresent(present -> rows.put(present, new Row(epoch, partition, offset)));
        }
    }

    /** The warehouse knows that the key's row was removed by this record. */
    void removedRow(int epoch, int partition, long offset, String key) {
        removedRows.put(key, new Row(epoch, partition, offset));
    }

    /** Records that were in the lake until their file was pruned. Comes before the lines. */
    void prunedRecords(Kind kind, int epoch, int partition, OffsetSet offsets) {
        Source source = new Source(epoch, partition);
        set(pruned, source).addAll(offsets);
        if (kind == Kind.DATA && has(FeedMode.APPEND)) {
            set(loaded, source).addAll(offsets);
        }
    }

    /** A line of which nothing is left, because its record's person was erased. */
    void erasedLine(Stamp stamp, String path, long position) {
        Source source = Source.of(stamp);
        boolean elsewhere = contains(lake, source, stamp.offset())
                || contains(deadLetters, source, stamp.offset())
                || wasPruned(source, stamp.offset());
        if (!set(erased, source).add(stamp.offset()) || elsewhere) {
            duplicate++;
            find("duplicate: " + at(stamp) + " was erased and stands again in the lake, in " + path + " at byte "
                    + position);
        }
    }

    /** The warehouse knows that the row of this record was erased. */
    void erasedRow(int epoch, int partition, long offset) {
        set(erasedRows, new Source(epoch, partition)).add(offset);
    }

    private static boolean contains(Map<Source, OffsetSet> sets, Source source, long offset) {
        OffsetSet offsets = sets.get(source);
        return offsets != null && offsets.contains(offset);
    }

    /** A line of a day file; {@code underMark} when the warehouse says that it is loaded. */
    void lakeLine(Stamp stamp, boolean tombstone, boolean underMark, String path, long position) {
        if (!set(lake, Source.of(stamp)).add(stamp.offset())
                || wasPruned(Source.of(stamp), stamp.offset())
                || contains(erased, Source.of(stamp), stamp.offset())) {
            duplicate++;
            find("duplicate: " + at(stamp) + " stands again in the lake, in " + path + " at byte " + position);
        }
        if (!has(FeedMode.APPEND) && !has(FeedMode.LATEST)) {
            return;
        }
        if (!underMark) {
            lineWaits(stamp, tombstone);
        } else if (has(FeedMode.APPEND) || standsAlone(stamp)) {
            set(loaded, Source.of(stamp)).add(stamp.offset());
        } else {
            Newest line = new Newest(stamp, tombstone);
            stamp.key().ifPresent(key -> newest.merge(key, line, (one, two) -> two.replaces(one) ? two : one));
        }
    }

    /** A tombstone may have been loaded after the marks were read, and its row be gone already. */
    private void lineWaits(Stamp stamp, boolean tombstone) {
        waiting++;
        if (tombstone) {
            stamp.key().ifPresent(removedMeanwhile::add);
        }
    }

    /** What has no key in a feed of mode latest is appended. */
    private boolean standsAlone(Stamp stamp) {
        return stamp.key().isEmpty() && feed.map(Feed::key).orElse(List.of()).isEmpty();
    }

    void foreignLine() {
        foreignLines++;
    }

    void deadLetter(Stamp stamp, String path, long position) {
        boolean inLake =
                set(lake, Source.of(stamp)).contains(stamp.offset()) || wasPruned(Source.of(stamp), stamp.offset());
        if (!set(deadLetters, Source.of(stamp)).add(stamp.offset()) || inLake) {
            duplicate++;
            find("duplicate: " + at(stamp) + " stands again in the dead letters, in " + path + " at byte " + position);
        }
    }

    /** A record that Kafka holds and that the ledger says is taken. */
    void kafkaRecord(int epoch, int partition, long offset, Supplier<String> description) {
        Source source = new Source(epoch, partition);
        set(kafka, source).add(offset);
        if (!set(lake, source).contains(offset)
                && !set(deadLetters, source).contains(offset)
                && !contains(erased, source, offset)
                && !wasPruned(source, offset)) {
            missing++;
            find("missing in the lake: " + at(epoch, partition, offset) + description.get());
        }
    }

    private boolean wasPruned(Source source, long offset) {
        return contains(pruned, source, offset);
    }

    /** More about damage that was counted already. */
    void note(String about) {
        find(about);
    }

    /** What to do about a damaged file; said however many differences there are. */
    void remedy(String text) {
        remedies.add(text);
    }

    /** Records that Kafka holds beyond what the ledger says is taken. */
    void kafkaWaits(long records) {
        waiting += records;
    }

    void damaged(String what) {
        unexpected++;
        find("damaged: " + what);
    }

    /** Kafka holds every record from {@code start} to {@code end}: what the lake has there and Kafka has not is unexpected. */
    void compareWithKafka(int epoch, int partition, long start, long end) {
        Source source = new Source(epoch, partition);
        set(lake, source).forEachNotIn(set(kafka, source), offset -> {
            if (offset >= start && offset < end) {
                unexpected++;
                find("unexpected in the lake: " + at(epoch, partition, offset) + ", which Kafka does not have");
            }
        });
    }

    /** Compares what was collected, and says what came of it. */
    TopicVerification result() {
        loaded.forEach((source, offsets) -> offsets.forEachNotIn(set(warehouse, source), offset -> {
            if (!contains(erasedRows, source, offset)) {
                missing++;
                find("missing in the warehouse: " + at(source.epoch(), source.partition(), offset));
            }
        }));
        warehouse.forEach((source, offsets) -> offsets.forEachNotIn(set(lake, source), offset -> {
            if (contains(erased, source, offset) || contains(erasedRows, source, offset)) {
                unexpected++;
                find("erased, and in the warehouse all the same: " + at(source.epoch(), source.partition(), offset)
                        + ": tributary privacy forget --resume");
            } else if (!wasPruned(source, offset)) {
                unexpected++;
                find("unexpected in the warehouse: " + at(source.epoch(), source.partition(), offset)
                        + ", which the lake does not have");
            }
        }));
        newest.forEach(this::compareLatest);
        findings.addAll(remedies);
        return new TopicVerification(
                topic,
                size(kafka),
                size(lake) + foreignLines,
                size(deadLetters),
                size(pruned),
                size(erased),
                warehouseRows,
                waiting,
                missing,
                duplicate,
                unexpected,
                findings);
    }

    private void compareLatest(String key, Newest line) {
        Row row = rows.get(key);
        if (row == null) {
            if (!line.tombstone() && !removedMeanwhile.contains(key) && !removedByPruned(key, line)) {
                missing++;
                find("missing in the warehouse: key " + key + ", whose newest is " + at(line.stamp()));
            }
        } else if (line.replaces(new Newest(stamp(row, line.stamp()), false))) {
            missing++;
            find("outdated in the warehouse: key " + key + " stands at "
                    + at(row.epoch(), row.partition(), row.offset()) + ", the newest is " + at(line.stamp()));
        }
    }

    /** Whether a newer record that was pruned has removed the key's row. */
    private boolean removedByPruned(String key, Newest line) {
        Row removal = removedRows.get(key);
        return removal != null
                && wasPruned(new Source(removal.epoch(), removal.partition()), removal.offset())
                && !line.replaces(new Newest(stamp(removal, line.stamp()), true));
    }

    /** A row's stamp; its timestamp is not known, and one in another partition counts as not older. */
    private static Stamp stamp(Row row, Stamp other) {
        return new Stamp(row.partition(), row.offset(), other.timestamp(), other.key(), row.epoch());
    }

    private boolean has(FeedMode mode) {
        return feed.map(Feed::mode).filter(mode::equals).isPresent();
    }

    private void duplicate(String what, int epoch, int partition, long offset) {
        duplicate++;
        find("duplicate: " + at(epoch, partition, offset) + " " + what);
    }

    private void find(String finding) {
        if (findings.size() < FINDINGS) {
            findings.add(finding);
        }
    }

    private String at(Stamp stamp) {
        return at(stamp.epoch(), stamp.partition(), stamp.offset());
    }

    private String at(int epoch, int partition, long offset) {
        return topic + " partition " + partition + " offset " + offset + (epoch == 0 ? "" : " epoch " + epoch);
    }

    private static OffsetSet set(Map<Source, OffsetSet> sets, Source source) {
        return sets.computeIfAbsent(source, unused -> new OffsetSet());
    }

    private static long size(Map<Source, OffsetSet> sets) {
        return sets.values().stream().mapToLong(OffsetSet::size).sum();
    }
}
