package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.lake.Erasure;
import dev.tributary.lake.ErasureFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The erasures that are decided and not carried out to their end, because the process was killed, failed, or is still at it. Where there are none, this costs nothing. */
public final class UnfinishedErasures {
    private UnfinishedErasures() {}

    /** The ids of those of a project. */
    public static Set<String> in(Settings settings) {
        Set<String> decided = decided(settings);
        if (decided.isEmpty()) {
            return decided;
        }
        Set<String> unfinished = inLake(settings, decided);
        Path database = settings.warehouse().database();
        if (Files.exists(database)) {
            try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
                decided.removeAll(warehouse.scrubbedErasures());
                unfinished.addAll(decided);
            }
        }
        return unfinished;
    }

    /** Those that may have left something in the lake or its archives. */
    static Set<String> inLake(Settings settings) {
        return inLake(settings, decided(settings));
    }

    private static Set<String> inLake(Settings settings, Set<String> decided) {
        LakeLayout layout = new LakeLayout(settings.lake());
        if (decided.isEmpty() || !Files.exists(layout.ledger())) {
            return new TreeSet<>();
        }
        try (LakeReader lake = LakeReader.open(layout)) {
            Set<String> unfinished = new TreeSet<>(decided);
            unfinished.removeAll(lake.finishedErasures());
            return unfinished;
        }
    }

    private static Set<String> decided(Settings settings) {
        return ErasureFile.read(KnownErasures.file(settings)).stream()
                .map(Erasure::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
