package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.lake.LakeLayout;
import dev.tributary.testing.KillPoint;
import dev.tributary.warehouse.RebuildListener;
import dev.tributary.warehouse.RebuildPoint;
import dev.tributary.warehouse.RebuildWarehouse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Rebuilds a part of a project in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableRebuild {
    private KillableRebuild() {}

    /** Arguments: {@code folder point}. */
    public static void main(String[] arguments) {
        Settings settings = SettingsReader.read(Path.of(arguments[0]), Map.of(), List.of());
        KillPoint point = new KillPoint(arguments[1], 1);
        new RebuildWarehouse(
                        settings.warehouse(),
                        new LakeLayout(settings.lake()),
                        InstantSource.system(),
                        new RebuildListener() {
                            @Override
                            public void at(RebuildPoint reached) {
                                point.reached(reached.name());
                            }
                        })
                .run(false, () -> false);
        System.out.println("ended without coming there");
    }
}
