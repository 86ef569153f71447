package dev.tributary.warehouse;

import dev.tributary.files.DurableFiles;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeLock;
import dev.tributary.lake.LakeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Makes a warehouse anew from the lake, row for row the same, in this order:
 *
 * <ol>
 *   <li>Take the lake's lock, so that no other rebuilding runs and the lake stands still.
 *   <li>Look at the old file. One of a newer Tributary, of another program, or one that is open elsewhere stays and nothing is done. A damaged one is
 *       no obstacle.
 *   <li>Take the rows of days that were pruned from the lake over from the old file. When it does not have them either, stop here unless told to give them up.
 *       Nothing has changed yet.
 *   <li>Load the whole lake into the new file beside the old one, {@code NAME.rebuild}; the files in the order in which the old one met them. Readers
 *       of the old file notice nothing. What a killed rebuilding left there is deleted first: nobody ever reads it.
 *   <li>Where the old file can be read, give the rows the numbers and times that they have there, and take over what others made in it.
 *   <li>Compare: when the old file has something that the new one lacks, stop here unless told to give it up. Nothing has changed yet.
 *   <li>Force the new file. Bring the old one's write-ahead log into it, which only its last connection can: a log that stayed would be taken for the
 *       new file's. Hold it locked.
 *   <li>Rename the new file to the old one's name. <b>This is the one act</b>; before it the old warehouse is there, after it the new one. Force the folder.
 * </ol>
 *
 * A damaged old file stays beside under a dated name.
 */
public final class RebuildWarehouse {
    private static final String SUFFIX = ".rebuild";

    private final WarehouseConfig config;
    private final LakeLayout layout;
    private final InstantSource clock;
    private final RebuildListener listener;
    private final Path database;
    private final Path fresh;

    /** Joins a lake and the place of its warehouse. */
    public RebuildWarehouse(WarehouseConfig config, LakeLayout layout, InstantSource clock, RebuildListener listener) {
        this.config = config;
        this.layout = layout;
        this.clock = clock;
        this.listener = listener;
        this.database = config.database().toAbsolutePath();
        this.fresh = OldWarehouse.beside(database, SUFFIX);
    }

    /**
     * Makes it anew.
     *
     * @param giveUp whether to go on when the old warehouse has rows or tables that the lake cannot give back
     * @param stop ends it early; then the old warehouse stays
     * @throws WarehouseException when the old warehouse must not or cannot be replaced; it then is as it was
     * @throws dev.tributary.lake.LakeLockedException when another process writes the lake
     */
    public RebuildResult run(boolean giveUp, BooleanSupplier stop) {
        try (LakeLock lock = LakeLock.hold(layout);
                LakeLease lease = LakeLease.take(layout, "rebuild");
                LakeReader lake = LakeReader.open(layout)) {
            return run(lake, giveUp, stop);
        } catch (IOException e) {
            throw new WarehouseException(
                    "warehouse " + database + ": cannot be made anew: " + e
                            + "; what is at its place is the old one or the new one, whole",
                    Optional.empty(),
                    e);
        } catch (SQLException e) {
            throw WarehouseException.of("make it anew", fresh, e);
        }
    }

    private RebuildResult run(LakeReader lake, boolean giveUp, BooleanSupplier stop) throws IOException, SQLException {
        OldWarehouse old = OldWarehouse.at(database, config.busyTimeout());
        List<LakeFile> files = ordered(lake.files(), old.marks().orElse(Map.of()));
        PrunedRows pruned = PrunedRows.of(lake, config.feeds(), old.marks().orElse(Map.of()));
        List<String> givenUp = new ArrayList<>(gone(old, lengths(files, pruned)));
        pruned.lost().ifPresent(givenUp::add);
        requireNothingGone(givenUp, giveUp);
        OldWarehouse.delete(fresh);
        long prunedRows = carry(pruned, lake);
        LoadSummary load = load(lake, files, stop);
        if (stop.getAsBoolean()) {
            OldWarehouse.delete(fresh);
            throw new WarehouseException(
                    "warehouse " + database + ": the rebuilding was stopped; the old one is there as it was",
                    Optional.empty(),
                    null);
        }
        givenUp = new ArrayList<>(gone(old, loadedTo()));
        pruned.lost().ifPresent(givenUp::add);
        List<String> carried = new ArrayList<>();
        pruned.words(prunedRows).ifPresent(carried::add);
        if (old.marks().isPresent()) {
            CarryOver.Result result = CarryOver.run(
                    fresh, database, config.busyTimeout(), !pruned.lengths().isEmpty());
            givenUp.addAll(result.lost());
            carried.addAll(result.carried());
        }
        requireNothingGone(givenUp, giveUp);
        DurableFiles.force(fresh);
        listener.at(RebuildPoint.BUILT);
        Optional<Path> kept = old.replaceBy(fresh, clock.instant(), listener::at);
        return new RebuildResult(load, old.marks().isPresent(), kept, carried, givenUp);
    }

    /** In the order in which the old warehouse met them, so that they get the same numbers; then the others. */
    private static List<LakeFile> ordered(List<LakeFile> files, Map<String, Mark> marks) {
        return files.stream()
                .sorted(Comparator.comparingLong(file -> Optional.ofNullable(marks.get(file.path()))
                        .map(Mark::id)
                        .orElse(Long.MAX_VALUE)))
                .toList();
    }

    /** The rows of pruned days, before those of the lake. */
    private long carry(PrunedRows pruned, LakeReader lake) throws SQLException {
        if (pruned.lengths().isEmpty()) {
            return 0;
        }
        try (Warehouse warehouse = Warehouse.open(beside());
                Connection old = Sqlite.openReader(database, config.busyTimeout())) {
            return pruned.carry(old, warehouse, lake, clock);
        }
    }

    private WarehouseConfig beside() {
        return new WarehouseConfig(fresh, config.feeds(), config.batchRows(), config.busyTimeout());
    }

    private LoadSummary load(LakeReader lake, List<LakeFile> files, BooleanSupplier stop) {
        long total = files.stream().mapToLong(LakeFile::length).sum();
        try (Warehouse warehouse = Warehouse.open(beside())) {
            LoadLake load = new LoadLake(warehouse, lake, config.feeds(), clock);
            LoadSummary summary = load.loadRows(stop, files, bytes -> {
                listener.loaded(bytes, total);
                listener.at(RebuildPoint.LOADING);
            });
            load.makeIndexes(stop);
            return summary;
        }
    }

    private static Map<String, Long> lengths(List<LakeFile> files, PrunedRows pruned) {
        Map<String, Long> lengths = new HashMap<>(pruned.lengths());
        files.forEach(file -> lengths.put(file.path(), file.length()));
        return lengths;
    }

    private Map<String, Long> loadedTo() {
        Map<String, Long> loaded = new HashMap<>();
        try (Warehouse warehouse = Warehouse.openReadOnly(fresh)) {
            warehouse.marks().forEach(mark -> loaded.put(mark.path(), mark.loadedTo()));
        }
        return loaded;
    }

    /** What the old warehouse has loaded of files of which there is less. */
    private static List<String> gone(OldWarehouse old, Map<String, Long> there) {
        List<String> gone = new ArrayList<>();
        old.marks().orElse(Map.of()).values().stream()
                .filter(mark -> there.getOrDefault(mark.path(), 0L) < mark.loadedTo())
                .sorted(Comparator.comparing(Mark::path))
                .forEach(mark -> gone.add("lines of " + mark.path() + " from byte "
                        + there.getOrDefault(mark.path(), 0L) + " to " + mark.loadedTo()));
        return gone;
    }

    private void requireNothingGone(List<String> gone, boolean giveUp) throws IOException {
        if (gone.isEmpty() || giveUp) {
            return;
        }
        OldWarehouse.delete(fresh);
        throw new WarehouseException(
                "warehouse " + database + " has what the lake cannot give back, and stays as it is: "
                        + String.join("; ", gone),
                "put the lake's files and feeds back as they were, or add --yes to give that up");
    }
}
