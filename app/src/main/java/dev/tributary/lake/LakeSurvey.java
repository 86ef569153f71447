package dev.tributary.lake;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What the lines of a lake say by themselves, without a ledger: which files Tributary wrote and which records are in them. A file is ours when it
 * bears the name that the writer gives and any of its lines says where it came from; its content ends with the last such line. An empty one of such a name was made
 * by the writer for lines that did not come to be written.
 */
public final class LakeSurvey {
    /** A partition of one epoch of a topic. */
    public record Source(String topic, int epoch, int partition) {}

    /** A line, to be compared with the record that Kafka has under its offset. */
    public static final class Sample {
        private final long offset;
        private final byte[] bytes;

        private Sample(long offset, byte[] bytes) {
            this.offset = offset;
            this.bytes = bytes;
        }

        /** The record's offset. */
        public long offset() {
            return offset;
        }

        /** Whether a record makes this line, or made it before its person was erased. */
        public boolean isOf(Arrival arrival) {
            byte[] whole = StampedLine.of(arrival, Erasures.NONE).bytes();
            return Arrays.equals(bytes, whole) || ErasedLine.isOf(arrival, whole.length, bytes);
        }
    }

    /** The end of a file that is no whole line of ours. */
    public record Tail(String path, long from, long to) {}

    private static final Pattern NUMBERED = Pattern.compile("(.*)\\.[1-9][0-9]*" + Pattern.quote(LakeLayout.SUFFIX));

    private final LakeLayout layout;
    private final LongConsumer progress;
    private final Map<Source, OffsetSet> offsets = new HashMap<>();
    private final Map<Source, Long> next = new HashMap<>();
    private final Map<Source, Sample> first = new HashMap<>();
    private final Map<Source, Sample> last = new HashMap<>();
    private final List<LakeFile> files = new ArrayList<>();
    private final List<Tail> tails = new ArrayList<>();
    private final List<String> damagedLines = new ArrayList<>();
    private final List<String> notOurs = new ArrayList<>();
    private long repeated;
    private long bytesBefore;

    private LakeSurvey(LakeLayout layout, LongConsumer progress) {
        this.layout = layout;
        this.progress = progress;
    }

    /** Reads every line of a lake on which nobody writes, but of files that are pruned; tells how many bytes it has read. */
    static LakeSurvey of(LakeLayout layout, List<PruneTrail.Entry> pruned, LongConsumer progress) throws IOException {
        LakeSurvey survey = new LakeSurvey(layout, progress);
        Set<String> gone = new HashSet<>();
        for (PruneTrail.Entry entry : pruned) {
            gone.add(entry.pruned().file().path());
            entry.offsets().unpacked().forEach(survey::wasThere);
        }
        for (LakeFile file : new ForeignFiles(layout).onDiskWithEmptyOnes()) {
            if (!gone.contains(file.path())) {
                survey.read(file);
            }
            survey.bytesBefore += file.length();
        }
        return survey;
    }

    /** Records that had lines until they were pruned count as taken. */
    private void wasThere(Source source, OffsetSet taken) {
        offsets.computeIfAbsent(source, unused -> new OffsetSet()).addAll(taken);
        taken.forEachRun((from, to) -> next.merge(source, to, Math::max));
    }

    /** How many bytes there are to read. */
    static long bytes(LakeLayout layout) throws IOException {
        return new ForeignFiles(layout)
                .onDisk().stream().mapToLong(LakeFile::length).sum();
    }

    /** The files of ours, with the length, the lines and the checksum that the ledger is to have. */
    public List<LakeFile> files() {
        return List.copyOf(files);
    }

    /** What stands behind the last whole line of files of ours. */
    public List<Tail> tails() {
        return List.copyOf(tails);
    }

    /** Lines between others that cannot be read, as {@code path at byte N}. */
    public List<String> damagedLines() {
        return List.copyOf(damagedLines);
    }

    /** Files with the name of one of ours in which no line says where it came from. */
    public List<String> notOurs() {
        return List.copyOf(notOurs);
    }

    /** How many lines bear coordinates that another line has too. */
    public long repeated() {
        return repeated;
    }

    /** The partitions that have lines, or had some until they were pruned. */
    public List<Source> sources() {
        return List.copyOf(offsets.keySet());
    }

    /** The offsets of a partition that have a line, or had one until it was pruned. */
    public OffsetSet offsets(Source source) {
        return offsets.getOrDefault(source, new OffsetSet());
    }

    /** The offset behind the last line that a partition has or had. */
    public long next(Source source) {
        return next.getOrDefault(source, 0L);
    }

    /** The first and the last line of a partition, by their offsets; none when all were pruned. */
    public List<Sample> samples(Source source) {
        List<Sample> samples = new ArrayList<>();
        Optional.ofNullable(last.get(source)).ifPresent(samples::add);
        Optional.ofNullable(first.get(source)).ifPresent(samples::add);
        return samples;
    }

    /** How far each partition was taken: up to its last line, and from offset 0, since no line tells where reading began. */
    List<Position> positions() {
        List<Position> positions = new ArrayList<>();
        next.forEach((source, offset) -> positions.add(
                new Position(source.topic(), source.partition(), source.epoch(), "", 0, offset, OptionalInt.empty())));
        return positions;
    }

    private void read(LakeFile file) throws IOException {
        if (!bearsOurName(file)) {
            return;
        }
        FileLines lines = new FileLines(file);
        LakeLines.read(layout.resolve(file.path()), 0, file.length(), lines);
        lines.end();
    }

    private boolean bearsOurName(LakeFile file) {
        Optional<LocalDate> date = file.date();
        if (date.isEmpty()) {
            return false;
        }
        String ours = file.kind() == Kind.DATA
                ? layout.dayFile(file.topic(), date.get())
                : layout.deadLetterFile(file.topic(), date.get());
        Matcher numbered = NUMBERED.matcher(file.path());
        return file.path().equals(ours) || (numbered.matches() && (numbered.group(1) + LakeLayout.SUFFIX).equals(ours));
    }

    /** The lines of one file. What is behind the last stamped line is kept apart until another one follows. */
    private final class FileLines implements LineHandler {
        private final LakeFile file;
        private final CRC32C checksum = new CRC32C();
        private final List<String> unread = new ArrayList<>();
        private long length;
        private long lines;
        private long records;
        private long committed;

        FileLines(LakeFile file) {
            this.file = file;
        }

        @Override
        public void line(long position, byte[] buffer, int offset, int bytes, boolean terminated) {
            checksum.update(buffer, offset, bytes);
            if (!terminated) {
                return;
            }
            checksum.update('\n');
            lines++;
            Optional<Stamp> stamp = stamp(buffer, offset, bytes);
            if (stamp.isEmpty()) {
                unread.add(file.path() + " at byte " + position);
                return;
            }
            damagedLines.addAll(unread);
            unread.clear();
            length = position + bytes + 1;
            records = lines;
            committed = checksum.getValue();
            take(stamp.get(), buffer, offset, bytes);
            progress.accept(bytesBefore + length);
        }

        private void take(Stamp stamp, byte[] buffer, int offset, int bytes) {
            Source source = new Source(file.topic(), stamp.epoch(), stamp.partition());
            if (!offsets.computeIfAbsent(source, unused -> new OffsetSet()).add(stamp.offset())) {
                repeated++;
            }
            next.merge(source, stamp.offset() + 1, Math::max);
            Sample low = first.get(source);
            if (low == null || stamp.offset() < low.offset()) {
                first.put(source, sample(stamp, buffer, offset, bytes));
            }
            Sample high = last.get(source);
            if (high == null || stamp.offset() > high.offset()) {
                last.put(source, sample(stamp, buffer, offset, bytes));
            }
        }

        private Sample sample(Stamp stamp, byte[] buffer, int offset, int bytes) {
            return new Sample(stamp.offset(), Arrays.copyOfRange(buffer, offset, offset + bytes + 1));
        }

        void end() {
            if (length == 0 && file.length() > 0) {
                notOurs.add(file.path());
                return;
            }
            if (length < file.length()) {
                tails.add(new Tail(file.path(), length, file.length()));
            }
            files.add(new LakeFile(
                    file.path(), file.topic(), file.date(), file.kind(), false, length, records, committed));
        }
    }

    private static Optional<Stamp> stamp(byte[] buffer, int offset, int length) {
        try {
            return LakeLine.parse(buffer, offset, length).stamp();
        } catch (NotAnObjectException e) {
            return Optional.empty(); // judged by its place: a torn tail is cut, a line between others is told
        }
    }
}
