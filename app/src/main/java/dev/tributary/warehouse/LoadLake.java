package dev.tributary.warehouse;

import dev.tributary.lake.Feed;
import dev.tributary.lake.FeedMode;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.PrunedFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Loads what is new in a lake into the warehouse. A file's rows and the mark of how far it is loaded move in one
 * transaction, so that a load may end anywhere and any number of loads may run, in any processes: each line becomes one row.
 */
public final class LoadLake {
    /** From here on the first load of all, before which there is nothing to read, goes without the write-ahead log. */
    private static final long WITHOUT_LOG_BYTES = 64 << 20;

    /**
     * How many times as much as otherwise a transaction takes without that log, where nobody waits for it: a user or a group costs its change in the summaries
     * once a transaction, however many of its rows come.
     */
    private static final int WITHOUT_LOG_TIMES = 2;

    private final Warehouse warehouse;
    private final LakeReader lake;
    private final Feeds feeds;
    private final InstantSource clock;
    private final LoadPoints points;

    /** Joins a lake and a warehouse. */
    public LoadLake(Warehouse warehouse, LakeReader lake, Feeds feeds, InstantSource clock) {
        this(warehouse, lake, feeds, clock, LoadPoints.NONE);
    }

    /** The same, for tests that end the process at a point of the load. */
    public LoadLake(Warehouse warehouse, LakeReader lake, Feeds feeds, InstantSource clock, LoadPoints points) {
        this.warehouse = warehouse;
        this.lake = lake;
        this.feeds = feeds;
        this.clock = clock;
        this.points = points;
    }

    /**
     * Takes everything that is committed in the lake and not yet in the warehouse. A file that cannot be loaded does not
     * keep the others from it.
     *
     * @throws WarehouseException when the warehouse itself cannot be written; what was committed before stays
     */
    public LoadSummary load() {
        return load(() -> false);
    }

    /** The same; ends early, between two transactions, when told to stop. */
    public LoadSummary load(BooleanSupplier stop) {
        LoadSummary summary = loadRows(stop);
        makeIndexes(stop);
        return summary;
    }

    /** The first part of a load: the rows. A big load leaves the indexes of the queries to the second part. */
    public LoadSummary loadRows(BooleanSupplier stop) {
        noteErasures();
        return loadRows(stop, lake.files(), bytes -> {});
    }

    /** Whoever was erased from the lake before anything was loaded has nothing here that could be erased. */
    private void noteErasures() {
        Set<String> finished = lake.finishedErasures();
        if (!finished.isEmpty() && warehouse.loadMarks().isEmpty()) {
            String now = UtcText.of(clock.instant());
            warehouse
                    .writer()
                    .transaction("note what is erased", connection -> ErasedRows.neverHad(connection, finished, now));
        }
    }

    /** The second part of a load: makes the indexes of the queries that are missing. */
    public void makeIndexes(BooleanSupplier stop) {
        new QueryIndexes(warehouse).makeMissing(stop);
    }

    /**
     * Loads the rows of some files of the lake, in this order.
     *
     * @param progress is told after each transaction how many bytes were loaded so far
     */
    LoadSummary loadRows(BooleanSupplier stop, List<LakeFile> files, LongConsumer progress) {
        Pass pass = new Pass(progress);
        while (!loadRows(pass, stop, files)) {
            // Persons were erased meanwhile, and lines read before may be theirs.
        }
        return pass.summary();
    }

    private boolean loadRows(Pass pass, BooleanSupplier stop, List<LakeFile> files) {
        List<Source> work = pass.work(files);
        new QueryIndexes(warehouse).expect(pass.loadedByTable(), pass.comingByTable(work));
        try (ReadAhead ahead = new ReadAhead(lake.layout(), pass.starts(work))) {
            if (ahead.much()) {
                warehouse.beginBigLoad(pass.isFirst() && ahead.bytes() >= WITHOUT_LOG_BYTES);
            }
            loadAll(pass, work, ahead, stop);
            return true;
        } catch (ErasedMeanwhile e) {
            return false;
        } finally {
            warehouse.writer().endBigLoad();
        }
    }

    /** The transaction would bring rows back that an erasure has taken out. */
    private static final class ErasedMeanwhile extends RuntimeException {
        ErasedMeanwhile() {
            super(null, null, false, false);
        }
    }

    /** How many records of feeds that are loaded were pruned from the lake and are not in this warehouse, which then is not the one they were loaded into. */
    public long prunedAndMissing() {
        Map<String, Mark> marks = warehouse.loadMarks();
        return lake.pruned().stream()
                .map(PrunedFile::file)
                .filter(file -> file.kind() == Kind.DATA
                        && feeds.match(file.topic())
                                .filter(feed -> feed.mode() != FeedMode.IGNORE)
                                .isPresent())
                .filter(file -> Optional.ofNullable(marks.get(file.path()))
                        .filter(mark -> mark.loadedTo() == file.length())
                        .isEmpty())
                .mapToLong(LakeFile::records)
                .sum();
    }

    private static void loadAll(Pass pass, List<Source> work, ReadAhead ahead, BooleanSupplier stop) {
        while (!work.isEmpty() && !stop.getAsBoolean()) {
            try {
                work.removeAll(pass.transaction(work, ahead));
            } catch (FileProblem problem) {
                if (problem.getCause() instanceof ClosedByInterruptException) {
                    return;
                }
                pass.failed.add(problem.toFailedFile());
                work.removeIf(source -> source.file.path().equals(problem.path()));
            }
        }
    }

    /** A file and the rule that covers it. */
    private record Source(LakeFile file, Feed feed) {}

    /** One pass over the lake and what it came to. */
    private final class Pass {
        private final Tally total = new Tally();
        private final Map<String, Long> rowsByTable = new TreeMap<>();
        private final List<LoadSummary.FailedFile> failed = new ArrayList<>();
        private final TreeSet<String> unmatched = new TreeSet<>();
        private final List<LakeFile> foreign = new ArrayList<>();
        private Map<String, Mark> marks = Map.of();
        private Set<String> erasures = Set.of();
        private int transactions;
        private final LongConsumer progress;
        private long bytes;

        Pass(LongConsumer progress) {
            this.progress = progress;
        }

        /** The files that have something to load. */
        List<Source> work(List<LakeFile> files) {
            erasures = warehouse.erasures();
            marks = warehouse.loadMarks();
            List<Source> work = new ArrayList<>();
            for (LakeFile file : files) {
                Optional<Feed> feed = file.kind() == Kind.DATA ? feedOf(file) : Optional.empty();
                if (feed.isPresent() && hasNews(file, Optional.ofNullable(marks.get(file.path())))) {
                    work.add(new Source(file, feed.get()));
                }
            }
            return work;
        }

        List<ReadAhead.Start> starts(List<Source> work) {
            return work.stream()
                    .map(source -> new ReadAhead.Start(source.file, source.feed, loadedTo(source.file)))
                    .toList();
        }

        /** Whether nothing is loaded yet. */
        boolean isFirst() {
            return marks.isEmpty();
        }

        /** How many bytes each table has, by name. */
        Map<String, Long> loadedByTable() {
            Map<String, Long> bytes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            marks.values().forEach(mark -> bytes.merge(mark.table(), mark.loadedTo(), Long::sum));
            return bytes;
        }

        /** How many bytes each table will get, by name. */
        Map<String, Long> comingByTable(List<Source> work) {
            Map<String, Long> bytes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            work.forEach(source -> bytes.merge(
                    Tables.nameFor(source.file, source.feed), source.file.length() - loadedTo(source.file), Long::sum));
            return bytes;
        }

        private long loadedTo(LakeFile file) {
            return Optional.ofNullable(marks.get(file.path()))
                    .map(Mark::loadedTo)
                    .orElse(0L);
        }

        private Optional<Feed> feedOf(LakeFile file) {
            Optional<Feed> feed = feeds.match(file.topic());
            if (feed.isEmpty()) {
                unmatched.add(file.topic());
            }
            Optional<Feed> loaded = feed.filter(rule -> rule.mode() != FeedMode.IGNORE);
            if (loaded.isPresent() && file.foreign()) {
                foreign.add(file);
            }
            return loaded;
        }

        private boolean hasNews(LakeFile file, Optional<Mark> mark) {
            if (mark.isEmpty()) {
                return true;
            }
            return file.foreign()
                    ? !mark.get().foreign() || mark.get().seen() != file.length() || touched(file, mark.get())
                    : mark.get().loadedTo() != file.length();
        }

        private boolean touched(LakeFile file, Mark mark) {
            try {
                return Files.getLastModifiedTime(lake.layout().resolve(file.path()))
                                .toMillis()
                        != mark.modified();
            } catch (IOException e) {
                failed.add(new LoadSummary.FailedFile(file.path(), "cannot be read: " + e, Optional.empty()));
                return false;
            }
        }

        /** Loads as much of the work as fits into one transaction; the files that it is through with. */
        List<Source> transaction(List<Source> work, ReadAhead ahead) {
            String now = UtcText.of(clock.instant());
            Writer writer = warehouse.writer();
            List<Source> through = new ArrayList<>();
            LoadTransaction done = writer.transaction("load " + work.get(0).file.path(), connection -> {
                if (!ErasedRows.done(connection).equals(erasures)) {
                    throw new ErasedMeanwhile();
                }
                try (LoadTransaction transaction = new LoadTransaction(
                        connection,
                        lake.layout(),
                        ahead,
                        writer.tables(),
                        writer.users(),
                        points,
                        (long) warehouse.batchRows() * (writer.outOfLog() ? WITHOUT_LOG_TIMES : 1),
                        now)) {
                    for (Source source : work) {
                        if (transaction.full() || !transaction.load(source.file, source.feed)) {
                            break;
                        }
                        through.add(source);
                    }
                    transaction.finish();
                    points.beforeLoadCommit();
                    return transaction;
                }
            });
            points.afterLoadCommit();
            add(done);
            return through;
        }

        private void add(LoadTransaction done) {
            transactions++;
            bytes += done.bytes();
            progress.accept(bytes);
            done.tallies().forEach((table, tally) -> {
                total.add(tally);
                if (tally.rows > 0) {
                    rowsByTable.merge(table, tally.rows, Long::sum);
                }
            });
        }

        LoadSummary summary() {
            return new LoadSummary(
                    total.lines,
                    total.rows,
                    total.alreadyThere,
                    total.superseded,
                    total.removed,
                    total.rejected,
                    total.rowsOfNulls,
                    transactions,
                    bytes,
                    rowsByTable,
                    foreign.isEmpty() ? List.of() : pending(),
                    failed,
                    List.copyOf(unmatched));
        }

        private List<LoadSummary.Pending> pending() {
            Map<String, Mark> now = warehouse.loadMarks();
            List<LoadSummary.Pending> pending = new ArrayList<>();
            for (LakeFile file : foreign) {
                Mark mark = now.get(file.path());
                if (mark != null && mark.seen() == file.length() && mark.loadedTo() < file.length()) {
                    pending.add(new LoadSummary.Pending(file.path(), mark.loadedTo(), file.length() - mark.loadedTo()));
                }
            }
            return pending;
        }
    }
}
