package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;

/** The users and permissions of a project, open for a command. */
final class UsersProject {
    private UsersProject() {}

    /** Reads the tables of users and permissions; where there is no warehouse yet, there is nobody. */
    static <T> List<T> list(Settings settings, Function<Warehouse, List<T>> reading) {
        if (!Files.isRegularFile(settings.warehouse().database())) {
            return List.of();
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(settings.warehouse().database())) {
            return reading.apply(warehouse);
        }
    }

    /** Changes them. The warehouse is made when there is none. */
    static <T> T change(Settings settings, Function<Warehouse, T> change) {
        try (Warehouse warehouse = Warehouse.open(settings.warehouse())) {
            return change.apply(warehouse);
        }
    }
}
