package dev.tributary.warehouse;

import dev.tributary.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The database that stands where a new one is to stand: none at all, a damaged one, or a whole one. */
final class OldWarehouse {
    private static final List<String> SIDE_FILES = List.of("-wal", "-journal", "-shm");
    private static final int HEADER_BYTES = 100;

    private final Path database;
    private final Duration busyTimeout;
    private final Optional<Map<String, Mark>> marks;

    private OldWarehouse(Path database, Duration busyTimeout, Optional<Map<String, Mark>> marks) {
        this.database = database;
        this.busyTimeout = busyTimeout;
        this.marks = marks;
    }

    /**
     * Looks at what is there, and reads a database through.
     *
     * @throws WarehouseException when it must not be replaced: of a newer Tributary, of another program, or in use
     */
    static OldWarehouse at(Path database, Duration busyTimeout) throws IOException {
        if (!Files.exists(database) || Files.size(database) == 0) {
            return new OldWarehouse(database, busyTimeout, Optional.empty());
        }
        try (Connection connection = Sqlite.openAsItIs(database, busyTimeout)) {
            Schema.requireNotNewer(connection, database);
            List<String> problems =
                    Sql.list(connection, "PRAGMA integrity_check(1)", row -> String.valueOf(row.getString(1)));
            if (!problems.equals(List.of("ok"))) {
                return new OldWarehouse(database, busyTimeout, Optional.empty());
            }
            Schema.requireOurs(connection, database);
            requireAlone(connection, database);
            return new OldWarehouse(database, busyTimeout, Optional.of(Mark.all(connection)));
        } catch (SQLException e) {
            if (WarehouseException.saysDamaged(e)) {
                return new OldWarehouse(database, busyTimeout, Optional.empty());
            }
            throw WarehouseException.of("look at it", database, e);
        }
    }

    /** How far each file is loaded into it; empty when there is none that can be read. */
    Optional<Map<String, Mark>> marks() {
        return marks;
    }

    /** Puts a file in its place; where a damaged one is kept, if there was one. */
    Optional<Path> replaceBy(Path fresh, Instant now, Consumer<RebuildPoint> points) throws IOException {
        return marks.isPresent() ? replaceWhole(fresh, points) : replaceDamaged(fresh, now, points);
    }

    private Optional<Path> replaceWhole(Path fresh, Consumer<RebuildPoint> points) throws IOException {
        try (FileChannel header = FileChannel.open(database, StandardOpenOption.WRITE);
                Connection connection = Sqlite.openAsItIs(database, busyTimeout)) {
            requireAlone(connection, database);
            Sql.execute(connection, "BEGIN EXCLUSIVE");
            swap(fresh, points);
            // Who opened the old file before and waits for its lock must not go on with a file that has lost its name.
            header.write(ByteBuffer.allocate(HEADER_BYTES), 0);
            return Optional.empty();
        } catch (SQLException e) {
            throw WarehouseException.of("replace it", database, e);
        }
    }

    private Optional<Path> replaceDamaged(Path fresh, Instant now, Consumer<RebuildPoint> points) throws IOException {
        String stamp = now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        Path kept = database.resolveSibling(database.getFileName() + ".damaged-" + stamp);
        for (String suffix : SIDE_FILES) {
            Path side = beside(database, suffix);
            if (Files.exists(side)) {
                Files.move(side, beside(kept, suffix), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        boolean there = Files.exists(database) && Files.size(database) > 0;
        if (there) {
            keep(kept);
        }
        swap(fresh, points);
        return there ? Optional.of(kept) : Optional.empty();
    }

    private void keep(Path kept) throws IOException {
        Files.deleteIfExists(kept);
        try {
            Files.createLink(kept, database);
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.copy(database, kept);
            DurableFiles.force(kept);
        }
    }

    private void swap(Path fresh, Consumer<RebuildPoint> points) throws IOException {
        points.accept(RebuildPoint.BEFORE_SWAP);
        // The one act: before it the old warehouse is there, after it the new one.
        DurableFiles.replace(fresh, database);
        points.accept(RebuildPoint.AFTER_SWAP);
    }

    /** A write-ahead log can be given up only by the one connection there is; then all is in the one file. */
    private static void requireAlone(Connection connection, Path database) throws SQLException {
        try {
            String mode = Sql.first(connection, "PRAGMA journal_mode = DELETE", row -> row.getString(1))
                    .orElse("");
            if (mode.equals("delete")) {
                return;
            }
        } catch (SQLException e) {
            if (!WarehouseException.saysBusy(e)) {
                throw e;
            }
        }
        throw new WarehouseException(
                "warehouse " + database + ": another program has it open, so it cannot be replaced",
                "end what loads or reads it (tributary up, load --follow, sqlite3), then run this again");
    }

    /** A database's file of that ending. */
    static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /** Deletes a database with all its files. */
    static void delete(Path database) throws IOException {
        for (String suffix : SIDE_FILES) {
            Files.deleteIfExists(beside(database, suffix));
        }
        Files.deleteIfExists(database);
    }
}
