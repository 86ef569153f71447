package dev.tributary.cli;

import dev.tributary.config.SettingsReader;
import dev.tributary.pipeline.Backup;
import dev.tributary.pipeline.BackupPoint;
import dev.tributary.pipeline.Restore;
import dev.tributary.pipeline.RestorePoint;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Takes a backup or restores one in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableCopy {
    private KillableCopy() {}

    /** Arguments: {@code backup|restore project backup point visit}. */
    public static void main(String[] arguments) {
        Path project = Path.of(arguments[1]);
        Path backup = Path.of(arguments[2]);
        KillPoint point = new KillPoint(arguments[3], Integer.parseInt(arguments[4]));
        if (arguments[0].equals("backup")) {
            Backup.take(
                    SettingsReader.read(project, Map.of(), List.of()), backup, Instant.now(), new Backup.Listener() {
                        @Override
                        public void copied(String part, long done, long total) {}

                        @Override
                        public void at(BackupPoint reached) {
                            point.reached(reached.name());
                        }
                    });
        } else {
            Restore.run(
                    backup,
                    project,
                    file -> SettingsReader.read(project, file, Map.of(), List.of()),
                    Map.of(),
                    new Restore.Listener() {
                        @Override
                        public void copied(String part, long done, long total) {}

                        @Override
                        public void at(RestorePoint reached) {
                            point.reached(reached.name());
                        }
                    });
        }
        System.out.println("ended without coming there");
    }
}
