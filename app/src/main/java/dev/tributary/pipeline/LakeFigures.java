package dev.tributary.pipeline;

import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.PrunedFile;
import dev.tributary.quarantine.Catalogue;
import dev.tributary.report.PipelineFigures.Day;
import dev.tributary.report.PipelineFigures.Mode;
import dev.tributary.report.PipelineFigures.Past;
import dev.tributary.report.PipelineFigures.Role;
import dev.tributary.report.PipelineFigures.Topic;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.TableState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The lake in numbers for the report, by its files and how far they are loaded. */
final class LakeFigures {
    private static final String EVERY_TRANSACTION = "TRANSACTIONS_SECURE";

    private final Feeds feeds;
    private final List<LakeFile> files;
    private final List<PrunedFile> pruned;
    private final Map<String, LoadMark> marks;
    private final boolean erasures;
    private final LocalDate today;

    /**
     * Of a lake.
     *
     * @param pruned the files that it no longer has
     * @param marks how far each file is loaded, by path
     * @param erasures whether persons were erased from it
     */
    LakeFigures(
            Feeds feeds,
            List<LakeFile> files,
            List<PrunedFile> pruned,
            Map<String, LoadMark> marks,
            boolean erasures,
            LocalDate today) {
        this.feeds = feeds;
        this.files = List.copyOf(files);
        this.pruned = List.copyOf(pruned);
        this.marks = Map.copyOf(marks);
        this.erasures = erasures;
        this.today = today;
    }

    /** Its topics, by name, with what the warehouse has of them. */
    List<Topic> topics(List<TableState> tables) {
        Map<String, List<LakeFile>> byTopic = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        files.forEach(file -> byTopic.computeIfAbsent(file.topic(), topic -> new ArrayList<>())
                .add(file));
        pruned.forEach(gone -> byTopic.computeIfAbsent(gone.file().topic(), topic -> new ArrayList<>()));
        return byTopic.entrySet().stream()
                .map(topic -> topic(topic.getKey(), topic.getValue(), tables))
                .toList();
    }

    private Topic topic(String name, List<LakeFile> files, List<TableState> tables) {
        Predicate<LakeFile> data = file -> file.kind() == Kind.DATA;
        Predicate<LakeFile> ofToday = file -> file.date().equals(Optional.of(today));
        Optional<TableState> table = tables.stream()
                .filter(state -> state.name().equalsIgnoreCase(name))
                .findFirst();
        return new Topic(
                name,
                role(name),
                mode(name),
                feeds.match(name).map(feed -> feed.confidential()).orElse(false),
                files.stream()
                        .filter(data)
                        .flatMap(file -> file.date().stream())
                        .distinct()
                        .count(),
                records(files, data),
                records(files, data.and(ofToday)),
                files.stream().mapToLong(LakeFile::length).sum(),
                records(files, data.negate()),
                records(files, data.negate().and(ofToday)),
                loaded(files, data),
                loaded(files, data.and(ofToday)),
                new Past(past(name, Kind.DATA), past(name, Kind.DEAD_LETTER)),
                countable(name, files),
                erasures,
                table.map(state -> OptionalLong.of(state.rows())).orElse(OptionalLong.empty()),
                table.flatMap(TableState::newestRecord));
    }

    private long past(String topic, Kind kind) {
        return pruned.stream()
                .map(PrunedFile::file)
                .filter(file -> file.kind() == kind && file.topic().equalsIgnoreCase(topic))
                .mapToLong(LakeFile::records)
                .sum();
    }

    /** The loader counts lines of other tools that it rejected. */
    private boolean countable(String name, List<LakeFile> files) {
        return mode(name) == Mode.APPEND && files.stream().noneMatch(LakeFile::foreign);
    }

    private static Role role(String topic) {
        if (Catalogue.isQuarantine(topic)) {
            return Role.REJECTED;
        }
        return topic.equalsIgnoreCase(EVERY_TRANSACTION) ? Role.EVERY_TRANSACTION : Role.OTHER;
    }

    private Mode mode(String topic) {
        FeedMode mode = feeds.match(topic).map(feed -> feed.mode()).orElse(FeedMode.IGNORE);
        return Mode.valueOf(mode.name());
    }

    /** Nobody has counted the lines of a foreign file but the loader. */
    private long records(List<LakeFile> files, Predicate<LakeFile> which) {
        return files.stream()
                .filter(which)
                .mapToLong(file -> file.foreign() ? loaded(file) : file.records())
                .sum();
    }

    private long loaded(List<LakeFile> files, Predicate<LakeFile> which) {
        return files.stream().filter(which).mapToLong(file -> loaded(file)).sum();
    }

    private long loaded(LakeFile file) {
        LoadMark mark = marks.get(file.path());
        return mark == null ? 0 : mark.lines();
    }

    /** Its days, the newest first. */
    List<Day> days() {
        Map<LocalDate, List<LakeFile>> byDay = new TreeMap<>(Comparator.reverseOrder());
        files.stream()
                .filter(file -> file.kind() == Kind.DATA)
                .forEach(file -> file.date()
                        .ifPresent(date -> byDay.computeIfAbsent(date, day -> new ArrayList<>())
                                .add(file)));
        return byDay.entrySet().stream()
                .map(day -> new Day(
                        day.getKey(),
                        day.getValue().stream().map(LakeFile::topic).distinct().count(),
                        records(day.getValue(), file -> true),
                        day.getValue().stream().mapToLong(LakeFile::length).sum(),
                        loaded(day.getValue(), file -> true)))
                .toList();
    }
}
