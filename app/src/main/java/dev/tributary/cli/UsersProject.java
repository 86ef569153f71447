package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.governance.Folders;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /** What permissions can be about. */
    static Folders folders(Settings settings) {
        return new Folders(
                settings.feeds(),
                inLake(settings),
                list(
                        settings,
                        warehouse -> warehouse.tables().stream()
                                .map(TableState::name)
                                .toList()));
    }

    private static List<String> inLake(Settings settings) {
        if (!Files.isDirectory(settings.lake())) {
            return List.of();
        }
        try (Stream<java.nio.file.Path> folders = Files.list(settings.lake())) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("list the folders of the lake: " + e.getMessage(), e);
        }
    }
}
