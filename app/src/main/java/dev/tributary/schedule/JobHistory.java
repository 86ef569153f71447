package dev.tributary.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The runs of all jobs, in a table of a SQLite database that is there. It also keeps two runs of one job apart, in whatever processes: a run begins by being written
 * down, and is refused while another one is that has not ended and whose process lives. Of each job the latest 10,000 runs are kept. The database is open only for as long as each call takes.
 */
public final class JobHistory {
    /** The table. */
    public static final String TABLE = "_job_runs";

    @FunctionalInterface
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private static final int MOST_KEPT = 10_000;
    private static final int BUSY_MILLIS = 30_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS =
            "id, job, due, attempt, started_at, ended_at, outcome, numbers, message, process";

    private final Path database;

    /** Over a database. Nothing is opened yet. */
    public JobHistory(Path database) {
        this.database = database;
    }

    /** Makes the table when there is none. The database itself must exist. */
    public void prepare() {
        write("make its table", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE TABLE IF NOT EXISTS " + TABLE + """
                         (
                          id INTEGER PRIMARY KEY, job TEXT NOT NULL, due TEXT, attempt INTEGER NOT NULL, started_at TEXT NOT NULL,
                          ended_at TEXT, outcome TEXT NOT NULL, numbers TEXT NOT NULL, message TEXT NOT NULL, process TEXT NOT NULL)""");
                return statement.executeUpdate(
                        "CREATE INDEX IF NOT EXISTS _job_runs_by_job ON " + TABLE + " (job, id)");
            }
        });
    }

    /**
     * Begins a run.
     *
     * @param due when it was due; empty when somebody asked for it
     * @param after the last due run that this decision was made from; when there is a later one, somebody else was quicker
     * @return its number; empty when another run of the job has not ended, or somebody else was quicker
     */
    Optional<Long> begin(String job, Optional<Instant> due, int attempt, Instant now, Optional<JobRun> after) {
        return write("begin a run", connection -> {
            endLost(connection, job, now);
            forgetOld(connection, job);
            boolean running = !list(connection, "WHERE job = ? AND outcome = 'RUNNING' LIMIT 1", job)
                    .isEmpty();
            boolean quicker =
                    due.isPresent() && !lastDue(connection, job).map(JobRun::id).equals(after.map(JobRun::id));
            return running || quicker
                    ? Optional.empty()
                    : Optional.of(insert(connection, job, due, attempt, now, JobRun.Outcome.RUNNING, ""));
        });
    }

    /** Notes that times were missed, last this one. */
    void skip(String job, Instant due, Instant now, Optional<JobRun> after) {
        write("note a missed run", connection -> {
            if (lastDue(connection, job).map(JobRun::id).equals(after.map(JobRun::id))) {
                insert(
                        connection,
                        job,
                        Optional.of(due),
                        1,
                        now,
                        JobRun.Outcome.SKIPPED,
                        "missed, and not made up for");
            }
            return due;
        });
    }

    /** Ends a run. */
    void end(long id, Instant now, JobRun.Outcome outcome, Map<String, Long> numbers, String message) {
        write("end a run", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE " + TABLE + " SET ended_at = ?, outcome = ?, numbers = ?, message = ? WHERE id = ?")) {
                update.setString(1, now.toString());
                update.setString(2, outcome.name());
                update.setString(3, json(numbers));
                update.setString(4, message);
                update.setLong(5, id);
                return update.executeUpdate();
            }
        });
    }

    /** The last run of a job that was due, skipped ones included. */
    Optional<JobRun> lastDue(String job) {
        return read(connection -> lastDue(connection, job), Optional.empty());
    }

    /** The last run of a job that ended, whoever asked for it; skipped ones are none. */
    public Optional<JobRun> lastEnded(String job) {
        return read(
                connection -> list(
                                connection,
                                "WHERE job = ? AND outcome NOT IN ('RUNNING', 'SKIPPED') ORDER BY id DESC LIMIT 1",
                                job)
                        .stream()
                        .findFirst(),
                Optional.empty());
    }

    /**
     * Runs, the latest first.
     *
     * @param job of one job; empty for all
     */
    public List<JobRun> runs(Optional<String> job, int limit) {
        return read(
                connection -> job.isPresent()
                        ? list(connection, "WHERE job = ? ORDER BY id DESC LIMIT " + limit, job.get())
                        : list(connection, "ORDER BY id DESC LIMIT " + limit),
                List.of());
    }

    private static Optional<JobRun> lastDue(Connection connection, String job) throws SQLException {
        return list(connection, "WHERE job = ? AND due IS NOT NULL ORDER BY id DESC LIMIT 1", job).stream()
                .findFirst();
    }

    /** Runs whose process is gone have ended, nobody knows when. */
    private static void endLost(Connection connection, String job, Instant now) throws SQLException {
        List<Long> lost = new ArrayList<>();
        try (PreparedStatement find = connection.prepareStatement(
                "SELECT id, process FROM " + TABLE + " WHERE job = ? AND outcome = 'RUNNING'")) {
            find.setString(1, job);
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    if (!RunningProcess.parse(rows.getString(2)).lives()) {
                        lost.add(rows.getLong(1));
                    }
                }
            }
        }
        for (long id : lost) {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE " + TABLE
                            + " SET outcome = 'LOST', ended_at = ?, message = 'its process ended before it did' WHERE id = ?")) {
                update.setString(1, now.toString());
                update.setLong(2, id);
                update.executeUpdate();
            }
        }
    }

    /** Two months of a job that runs every ten minutes. */
    private static void forgetOld(Connection connection, String job) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + TABLE
                + " WHERE job = ? AND id <= (SELECT id FROM " + TABLE
                + " WHERE job = ? ORDER BY id DESC LIMIT 1 OFFSET "
                + MOST_KEPT + ")")) {
            delete.setString(1, job);
            delete.setString(2, job);
            delete.executeUpdate();
        }
    }

    private static long insert(
            Connection connection,
            String job,
            Optional<Instant> due,
            int attempt,
            Instant now,
            JobRun.Outcome outcome,
            String message)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + TABLE
                + " (job, due, attempt, started_at, ended_at, outcome, numbers, message, process)"
                + " VALUES (?, ?, ?, ?, ?, ?, '{}', ?, ?) RETURNING id")) {
            insert.setString(1, job);
            insert.setString(2, due.map(Instant::toString).orElse(null));
            insert.setInt(3, attempt);
            insert.setString(4, now.toString());
            insert.setString(5, outcome == JobRun.Outcome.RUNNING ? null : now.toString());
            insert.setString(6, outcome.name());
            insert.setString(7, message);
            insert.setString(8, RunningProcess.current().text());
            try (ResultSet id = insert.executeQuery()) {
                return id.getLong(1);
            }
        }
    }

    private static List<JobRun> list(Connection connection, String condition, String... values) throws SQLException {
        List<JobRun> runs = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM " + TABLE + " " + condition)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    runs.add(run(row));
                }
            }
        }
        return runs;
    }

    private static JobRun run(ResultSet row) throws SQLException {
        return new JobRun(
                row.getLong(1),
                row.getString(2),
                Optional.ofNullable(row.getString(3)).map(Instant::parse),
                row.getInt(4),
                Instant.parse(row.getString(5)),
                Optional.ofNullable(row.getString(6)).map(Instant::parse),
                JobRun.Outcome.valueOf(row.getString(7)),
                numbers(row.getString(8)),
                row.getString(9));
    }

    private static String json(Map<String, Long> numbers) {
        try {
            return JSON.writeValueAsString(numbers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Long> numbers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, Long>>() {});
        } catch (JsonProcessingException e) {
            return Map.of(); // somebody else wrote it; the words remain
        }
    }

    /** Nothing was run where there is no table. */
    private <T> T read(Work<T> work, T nothing) {
        if (!Files.exists(database)) {
            return nothing;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(!hasJournal());
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection(url())) {
            return hasTable(connection) ? work.run(connection) : nothing;
        } catch (SQLException e) {
            throw new ScheduleException("the jobs' history in " + database + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A load that was killed may leave one, which only a connection that may write can take back. */
    private boolean hasJournal() {
        return new File(database.toAbsolutePath() + "-journal").length() > 0;
    }

    private static boolean hasTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '" + TABLE + "'")) {
            return found.next();
        }
    }

    private <T> T write(String doing, Work<T> work) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            T result = work.run(connection);
            statement.execute("COMMIT");
            return result;
        } catch (SQLException e) {
            throw new ScheduleException(
                    "the jobs' history in " + database + ": cannot " + doing + ": " + e.getMessage(), e);
        }
    }

    /** As a URI, so that no character of the path means anything to the driver. */
    private String url() {
        return "jdbc:sqlite:" + database.toAbsolutePath().toUri().toASCIIString();
    }
}
