package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@code tributary load} as users start it, indexes included, into a warehouse that is not there yet. */
final class LoadProcess {
    static final String NAME = "tributary load, process, with the queries' indexes";

    private final UsdLake lake;
    private final Path project;
    private final List<Double> peaks = new ArrayList<>();

    /** Of a project's folder, in which the lake lies where it does by default. */
    LoadProcess(UsdLake lake, Path project) {
        this.lake = lake;
        this.project = project;
    }

    /** Rows per second, from the start of the process to its end. */
    double run() throws IOException, InterruptedException, SQLException {
        Path database = project.resolve("data_warehouse.db");
        try (BenchFolder output = BenchFolder.below(project, "load");
                Child child = Child.start(Child.tributary("load", "--dir", project.toString()), output.path())) {
            Child.Ended ended = child.await();
            peaks.add(ended.peakMib());
            requireAll(database);
            return lake.size() / ended.seconds();
        } finally {
            for (String ending : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(project.resolve(database.getFileName() + ending));
            }
        }
    }

    /** The most memory that each run had. */
    Quantiles peaks() {
        return Quantiles.of(peaks);
    }

    private void requireAll(Path database) throws SQLException {
        long rows = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            for (String table : lake.topics()) {
                try (var count = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    rows += count.getLong(1);
                }
            }
        }
        if (rows != lake.size()) {
            throw new IllegalStateException("tributary load took " + rows + " rows of " + lake.size());
        }
    }
}
