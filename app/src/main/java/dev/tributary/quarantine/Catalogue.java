package dev.tributary.quarantine;

import dev.tributary.lake.DeadLetter;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.lake.RecordHeader;
import dev.tributary.lake.Stamp;
import dev.tributary.streams.DerivedTopic;
import dev.tributary.streams.QuarantinedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the lake has of quarantined records: its dead letters, and the rows of TRANSACTIONS_QUARANTINE. Reads what is committed, changes
 * nothing, and holds one line at a time.
 */
public final class Catalogue {
    private final LakeReader lake;

    /** Over a lake. */
    public Catalogue(LakeReader lake) {
        this.lake = lake;
    }

    /** Whether records of the topic are in quarantine by being in it. */
    public static boolean isQuarantine(String topic) {
        return topic.equalsIgnoreCase(DerivedTopic.QUARANTINE);
    }

    /** Whether the file holds records in quarantine. */
    public static boolean holdsQuarantined(LakeFile file) {
        return !file.foreign() && (file.kind() == Kind.DEAD_LETTER || isQuarantine(file.topic()));
    }

    /** Hands over all records, file by file in the order of their names, within a file as they came. */
    public void forEach(Consumer<Entry> handler) {
        forEach(file -> true, handler);
    }

    /** As {@link #forEach(Consumer)}, only of some files. */
    public void forEach(Predicate<LakeFile> files, Consumer<Entry> handler) {
        for (LakeFile file : lake.committedFiles()) {
            if (holdsQuarantined(file) && files.test(file)) {
                read(file.path(), 0, file.length(), letter -> handler.accept(letter.entry()));
            }
        }
    }

    /**
     * A record with its bytes.
     *
     * @throws QuarantineException when its line is gone
     */
    public Letter letter(Entry entry) {
        List<Letter> found = new ArrayList<>();
        Entry.Line line = entry.line();
        read(line.file(), line.position(), line.position() + line.length(), found::add);
        return found.stream()
                .filter(letter -> letter.entry().place().equals(entry.place()))
                .findFirst()
                .orElseThrow(() -> new QuarantineException(
                        entry.place() + " is no longer at byte " + line.position() + " of " + line.file(),
                        "tributary verify tells whether the lake is whole"));
    }

    private void read(String path, long from, long to, Consumer<Letter> handler) {
        try {
            LakeLines.read(lake.layout().resolve(path), from, to, (position, buffer, offset, length, terminated) -> {
                LakeLine line = parse(path, position, buffer, offset, length);
                letter(line, new Entry.Line(path, position, length + 1L)).ifPresent(handler);
            });
        } catch (IOException e) {
            throw new QuarantineException(
                    "cannot read lake file " + path + ": " + e, Optional.of("tributary verify"), e);
        }
    }

    private static LakeLine parse(String path, long position, byte[] buffer, int offset, int length) {
        try {
            return LakeLine.parse(buffer, offset, length);
        } catch (NotAnObjectException e) {
            throw new QuarantineException(
                    "lake file " + path + " is damaged at byte " + position + ": " + e.getMessage(),
                    Optional.of("tributary verify"),
                    e);
        }
    }

    private static Optional<Letter> letter(LakeLine line, Entry.Line where) {
        if (line.erased()) {
            return Optional.empty(); // nothing is left that could be sent again
        }
        return line.stamp().map(stamp -> {
            Optional<DeadLetter> dead = DeadLetter.of(line);
            String topic = topic(where.file());
            return dead.isPresent() && where.file().startsWith("_")
                    ? Letters.dead(line, dead.get(), stamp, topic, where)
                    : Letters.rejected(line, stamp, topic, where);
        });
    }

    /** Its topic is the folder that the day's folder is in. */
    private static String topic(String file) {
        String[] parts = file.split("/", -1);
        return parts[parts.length - 3];
    }

    /** Makes letters of lines. */
    private static final class Letters {
        private Letters() {}

        static Letter dead(LakeLine line, DeadLetter dead, Stamp stamp, String topic, Entry.Line where) {
            Place place = place(topic, stamp);
            byte[] raw = dead.raw();
            Entry entry = new Entry(
                    place,
                    place,
                    Words.code(dead.reason()),
                    dead.reason(),
                    stamp.timestamp(),
                    Words.size(Optional.of(raw), 0),
                    Optional.of(Words.preview(raw)),
                    line.headers(),
                    Words.sameRecord(place, stamp.timestamp(), Optional.of(raw), 0),
                    Entry.Obstacle.NONE,
                    where);
            return new Letter(entry, line.key(), line.headers(), Optional.of(raw), stamp.timestamp());
        }

        static Letter rejected(LakeLine line, Stamp stamp, String topic, Entry.Line where) {
            Place place = place(topic, stamp);
            Optional<byte[]> json = line.json();
            return json.flatMap(QuarantinedRecord::read)
                    .map(row -> rejected(row, stamp, place, where))
                    .orElseGet(() -> foreign(line, json, stamp, place, where));
        }

        private static Letter rejected(QuarantinedRecord row, Stamp stamp, Place place, Entry.Line where) {
            Place origin = new Place(row.topic(), row.partition(), row.offset(), 0);
            Optional<byte[]> raw = row.raw().bytes();
            List<RecordHeader> headers = row.headers().stream()
                    .map(header -> new RecordHeader(header.key(), header.value().bytes()))
                    .toList();
            Entry entry = new Entry(
                    place,
                    origin,
                    row.reason(),
                    row.message(),
                    row.timestamp(),
                    Words.size(raw, row.raw().omitted()),
                    raw.map(Words::preview),
                    headers,
                    Words.sameRecord(origin, row.timestamp(), raw, row.raw().omitted()),
                    obstacle(row),
                    where);
            return new Letter(entry, row.key().bytes(), headers, raw, stamp.timestamp());
        }

        private static Entry.Obstacle obstacle(QuarantinedRecord row) {
            if (row.derivedAlready()) {
                return Entry.Obstacle.DERIVED;
            }
            if (row.key().omitted() > 0) {
                return Entry.Obstacle.KEY_OMITTED;
            }
            if (row.maybeDerivedAlready()) {
                return Entry.Obstacle.MAYBE_DERIVED;
            }
            return row.raw().omitted() > 0 ? Entry.Obstacle.VALUE_OMITTED : Entry.Obstacle.NONE;
        }

        private static Letter foreign(
                LakeLine line, Optional<byte[]> json, Stamp stamp, Place place, Entry.Line where) {
            Entry entry = new Entry(
                    place,
                    place,
                    "unknown_form",
                    Entry.Obstacle.UNKNOWN_FORM.text(),
                    stamp.timestamp(),
                    Words.size(json, 0),
                    json.map(Words::preview),
                    line.headers(),
                    Words.sameRecord(place, stamp.timestamp(), json, 0),
                    Entry.Obstacle.UNKNOWN_FORM,
                    where);
            return new Letter(entry, line.key(), line.headers(), json, stamp.timestamp());
        }

        private static Place place(String topic, Stamp stamp) {
            return new Place(topic, stamp.partition(), stamp.offset(), stamp.epoch());
        }
    }
}
