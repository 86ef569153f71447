package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the file for a record, and makes it when it is the day's first. A name that is taken by a file which the ledger
 * does not know is not ours and is left alone: our file then gets a number, as in {@code T_2026-01-31.2.jsonl}.
 *
 * <p>A file is made empty, its name is forced, and then it is claimed in the ledger. Only then may lines be written to it. So a
 * file with content that the ledger does not know is never ours, and one that the ledger knows may be cut.
 */
final class DayFiles {
    private static final int MOST_ATTEMPTS = 3;

    private record Day(String topic, Kind kind, long number) {}

    private final LakeLayout layout;
    private final Disk disk;
    private final Feeds feeds;
    private final OpenFiles open;
    private final Set<String> pruned;
    private final Map<Day, DayFile> files = new HashMap<>();
    private final List<DayFile> unclaimed = new ArrayList<>();
    private Day lastDay = new Day("", Kind.DATA, -1);
    private Optional<DayFile> lastFile = Optional.empty();

    DayFiles(
            LakeLayout layout,
            Disk disk,
            Feeds feeds,
            OpenFiles open,
            Collection<LakeFile> known,
            Collection<String> pruned) {
        this.layout = layout;
        this.disk = disk;
        this.feeds = feeds;
        this.open = open;
        this.pruned = new HashSet<>(pruned);
        for (LakeFile file : known) {
            add(file);
        }
    }

    private DayFile add(LakeFile file) {
        LocalDate date = file.date().orElseThrow();
        Tail.Committed tail = new Tail.Committed(file.length(), file.records(), file.checksum());
        DayFile dayFile = new DayFile(file.path(), file.topic(), date, file.kind(), tail);
        files.put(new Day(file.topic(), file.kind(), date.toEpochDay()), dayFile);
        return dayFile;
    }

    /** The same from what the ledger says. Files that were made and are not claimed yet stay ours while nobody wrote to them. */
    DayFiles recovered(OpenFiles reopened, Collection<LakeFile> known, Collection<String> nowPruned)
            throws IOException {
        DayFiles again = new DayFiles(layout, disk, feeds, reopened, known, nowPruned);
        Set<String> paths = known.stream().map(LakeFile::path).collect(Collectors.toSet());
        for (DayFile file : unclaimed) {
            if (!paths.contains(file.path()) && !again.pruned.contains(file.path()) && isEmpty(file)) {
                again.unclaimed.add(again.add(file.entry(file.tail())));
            }
        }
        return again;
    }

    /** Files were pruned: they take no lines any more, and their names are used no more. */
    void forget(Collection<String> paths) throws IOException {
        pruned.addAll(paths);
        files.values().removeIf(file -> pruned.contains(file.path()));
        lastDay = new Day("", Kind.DATA, -1);
        lastFile = Optional.empty();
        open.close(paths);
    }

    private boolean isEmpty(DayFile file) throws IOException {
        try {
            return disk.size(layout.resolve(file.path())) == 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The file for records of a topic and a time. */
    DayFile of(String topic, Kind kind, long timestamp) throws IOException {
        long number = LakeLayout.dayOf(timestamp);
        if (number == lastDay.number && kind == lastDay.kind && topic.equals(lastDay.topic)) {
            return lastFile.orElseThrow();
        }
        Day day = new Day(topic, kind, number);
        DayFile file = files.get(day);
        if (file == null) {
            file = create(day);
            files.put(day, file);
        }
        lastDay = day;
        lastFile = Optional.of(file);
        return file;
    }

    /** Makes files made since the last call durable and ours, so that lines may be written to them. */
    void claim(Ledger ledger) throws IOException {
        if (unclaimed.isEmpty()) {
            return;
        }
        Set<Path> folders = new LinkedHashSet<>();
        unclaimed.forEach(file -> folders.addAll(layout.foldersOf(file.path())));
        for (Path folder : folders) {
            disk.forceFolder(folder);
        }
        ledger.claim(unclaimed.stream().map(file -> file.entry(file.tail())).toList());
        unclaimed.clear();
    }

    private DayFile create(Day day) throws IOException {
        LakeLayout.folderProblem(day.topic).ifPresent(problem -> {
            throw new LakeException(
                    "Topic '" + day.topic + "' cannot have a folder in the lake: " + problem,
                    "leave it out of the feeds");
        });
        LocalDate date = LocalDate.ofEpochDay(day.number);
        boolean confidential = confidential(day);
        String wanted =
                day.kind == Kind.DATA ? layout.dayFile(day.topic, date) : layout.deadLetterFile(day.topic, date);
        String path = createInFolder(wanted, confidential);
        DayFile file = new DayFile(path, day.topic, date, day.kind, new Tail.Committed(0, 0, 0));
        unclaimed.add(file);
        return file;
    }

    /** A prune may delete a folder that is empty, between its making and that of the file. */
    private String createInFolder(String wanted, boolean confidential) throws IOException {
        for (int attempt = 1; ; attempt++) {
            for (Path folder : layout.foldersOf(wanted)) {
                disk.createFolder(folder, confidential && !folder.equals(layout.root()));
            }
            try {
                return createFile(wanted, confidential);
            } catch (NoSuchFileException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private String createFile(String wanted, boolean confidential) throws IOException {
        for (int number = 1; ; number++) {
            String path = numbered(wanted, number);
            if (pruned.contains(path)) {
                continue;
            }
            try {
                open.keep(path, disk.create(layout.resolve(path), confidential));
                return path;
            } catch (FileAlreadyExistsException e) {
                // Not ours: the next number.
            }
        }
    }

    private static String numbered(String path, int number) {
        return number == 1
                ? path
                : path.substring(0, path.length() - LakeLayout.SUFFIX.length()) + "." + number + LakeLayout.SUFFIX;
    }

    private boolean confidential(Day day) {
        return day.kind == Kind.DEAD_LETTER
                || feeds.match(day.topic).map(Feed::confidential).orElse(false);
    }
}
