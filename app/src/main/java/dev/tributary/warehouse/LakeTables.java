package dev.tributary.warehouse;

import dev.tributary.archive.Duck;
import dev.tributary.archive.LineTypes;
import dev.tributary.files.DurableFiles;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLease;
import dev.tributary.lake.LakeLock;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Position;
import dev.tributary.lake.PrunedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topics of a lake as views of DuckDB over their files and the archives of days that were pruned. A file that a writer may be at has lines behind its committed length:
 * of these a row is taken only when its offset is below the ledger's next offset, and what is not yet a whole line is passed over.
 */
final class LakeTables {
    private static final String KAFKA = "_kafka";

    /** A line of which nothing is left but where it came from is no row. */
    private static final String NOT_ERASED = "(\"" + KAFKA + "\"->>'erased') IS NULL";

    /** What may be at the end of a file. */
    private enum State {
        /** Committed lines and nothing else. */
        SETTLED,
        /** Lines that are not committed, the last of them perhaps torn. */
        GROWING,
        /** Whatever another tool puts there; a line without its end is not there yet. */
        FOREIGN
    }

    private final LakeReader lake;

    LakeTables(LakeReader lake) {
        this.lake = lake;
    }

    /** Keeps every file that there is from now on, until it is closed. */
    LakeLease lease() {
        return LakeLease.take(lake.layout(), "query");
    }

    /** The names, in the case that the newest file has. */
    List<String> names() {
        return List.copyOf(tables().keySet());
    }

    /** Where the lines of a topic are. */
    private record Table(List<LakeFile> files, List<PrunedFile> archived) {
        Table() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /**
     * Makes the views of the tables wanted.
     *
     * @return the files behind them, as DuckDB knows them
     */
    List<String> create(Connection duck, Predicate<String> wanted) throws SQLException {
        boolean growing = LakeLock.livingHolder(lake.layout()).isPresent();
        List<String> used = new ArrayList<>();
        for (Map.Entry<String, Table> table : tables().entrySet()) {
            if (wanted.test(table.getKey())) {
                create(duck, table.getKey(), table.getValue(), growing);
                paths(table.getValue()).forEach(path -> used.addAll(List.of(path.toString(), Duck.pattern(path))));
            }
        }
        return used;
    }

    static String name(String table) {
        return '"' + table.replace("\"", "\"\"") + '"';
    }

    static String list(List<String> texts) {
        return texts.stream().map(Duck::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private Map<String, Table> tables() {
        Map<String, Table> tables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        LakeReader.Contents contents = lake.contents();
        for (PrunedFile pruned : contents.archived()) {
            tables.computeIfAbsent(pruned.file().topic(), topic -> new Table())
                    .archived()
                    .add(pruned);
        }
        for (LakeFile file : contents.files()) {
            if (file.kind() == Kind.DATA) {
                tables.computeIfAbsent(file.topic(), topic -> new Table())
                        .files()
                        .add(file);
            }
        }
        return tables;
    }

    private Path path(LakeFile file) {
        return path(file.path());
    }

    private Path path(String relative) {
        return lake.layout().resolve(relative).toAbsolutePath();
    }

    private List<Path> archives(Table table) {
        return table.archived().stream()
                .flatMap(pruned -> pruned.archive().stream())
                .map(archive -> path(archive.path()))
                .toList();
    }

    private List<Path> paths(Table table) {
        return Stream.concat(table.files().stream().map(this::path), archives(table).stream())
                .toList();
    }

    private void create(Connection duck, String name, Table table, boolean growing) throws SQLException {
        LineTypes types = types(duck, table);
        Map<State, List<LakeFile>> byState = table.files().stream()
                .collect(Collectors.groupingBy(file -> state(file, growing), TreeMap::new, Collectors.toList()));
        List<String> parts = new ArrayList<>();
        if (!table.archived().isEmpty()) {
            parts.add(types.select(archives(table)));
        }
        byState.forEach((state, some) -> parts.add(
                switch (state) {
                    case SETTLED -> "SELECT * FROM " + lines(some, types.columns());
                    case GROWING ->
                        "SELECT * FROM " + whole(some, types.columns()) + " WHERE "
                                + committed(some.get(0).topic());
                    case FOREIGN -> "SELECT * FROM " + whole(some, types.columns());
                }));
        String all = String.join(" UNION ALL ", parts);
        try (Statement statement = duck.createStatement()) {
            statement.execute("CREATE VIEW " + name(name) + " AS "
                    + (mayHaveErased(types.columns()) ? "SELECT * FROM (" + all + ") WHERE " + NOT_ERASED : all));
        }
    }

    /** Of all lines together, wherever they are, in the order of their days. Those in archives are told by a sample that each archive has. */
    private LineTypes types(Connection duck, Table table) throws SQLException {
        Map<String, Path> lines = new TreeMap<>();
        table.files().forEach(file -> lines.put(file.path(), path(file)));
        if (table.archived().isEmpty()) {
            return LineTypes.of(duck, lines.values());
        }
        try {
            Path samples = Files.createTempDirectory("tributary");
            try {
                for (PrunedFile pruned : table.archived()) {
                    Path sample = samples.resolve(lines.size() + ".jsonl");
                    Path archive = path(pruned.archive().orElseThrow().path());
                    Files.writeString(sample, LineTypes.sample(duck, archive));
                    lines.put(pruned.file().path(), sample);
                }
                return LineTypes.of(duck, lines.values());
            } finally {
                DurableFiles.deleteAll(samples);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the types of archived lines aside: " + e.getMessage(), e);
        }
    }

    private boolean mayHaveErased(String columns) {
        return !lake.erasures().isEmpty() && columns.contains(Duck.text(KAFKA) + ": ");
    }

    private State state(LakeFile file, boolean growing) {
        return file.foreign() ? State.FOREIGN : growing || hasTail(file) ? State.GROWING : State.SETTLED;
    }

    private boolean hasTail(LakeFile file) {
        try {
            return Files.size(path(file)) > file.length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes over a line that is not whole yet. */
    private String whole(List<LakeFile> files, String columns) {
        return lines(files, columns + ", ignore_errors = true");
    }

    private String lines(List<LakeFile> files, String options) {
        List<String> paths =
                files.stream().map(file -> Duck.pattern(path(file))).toList();
        return "read_ndjson(" + list(paths) + ", " + options + ")";
    }

    /** By the offset of each line; the ledger's are taken after the list of files, so that no line that it counts is left out. */
    private String committed(String topic) {
        String next = lake.positions().stream()
                .filter(position -> position.topic().equalsIgnoreCase(topic))
                .map(LakeTables::entry)
                .collect(Collectors.joining(", "));
        return next.isEmpty()
                ? "true"
                : "CAST(" + KAFKA + "->>'offset' AS BIGINT) < coalesce(MAP {" + next + "}[concat(coalesce(" + KAFKA
                        + "->>'epoch', '0'), '/', " + KAFKA + "->>'partition')], 0)";
    }

    private static String entry(Position position) {
        return Duck.text(position.epoch() + "/" + position.partition()) + ": " + position.nextOffset();
    }
}
