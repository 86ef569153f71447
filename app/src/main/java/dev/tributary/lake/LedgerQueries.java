package dev.tributary.lake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What can be read from a ledger. */
final class LedgerQueries {
    @FunctionalInterface
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private LedgerQueries() {}

    static List<Position> positions(Connection connection) throws SQLException {
        return list(connection, """
                SELECT topic, partition, epoch, topic_id, start_offset, next_offset, leader_epoch
                FROM position ORDER BY topic, epoch, partition""", LedgerQueries::position);
    }

    /** Every file of the ledger, those claimed and still empty included. */
    static List<LakeFile> files(Connection connection) throws SQLException {
        return list(connection, """
                SELECT path, topic, date, kind, length, records, checksum
                FROM file ORDER BY path""", LedgerQueries::file);
    }

    static List<Gap> gaps(Connection connection) throws SQLException {
        return list(connection, """
                SELECT topic, epoch, partition, from_offset, to_offset, reason, noticed_at
                FROM gap ORDER BY topic, epoch, partition, from_offset""", LedgerQueries::gap);
    }

    /** The files that are no longer in the lake, in the order in which they were pruned. */
    static List<PrunedFile> pruned(Connection connection) throws SQLException {
        return LedgerFormat.knowsPruned(connection)
                ? list(connection, selectPruned(connection, "NULL"), LedgerQueries::prunedFile)
                : List.of();
    }

    /** The same with the coordinates of their records. */
    static List<PruneTrail.Entry> prunedWithOffsets(Connection connection) throws SQLException {
        return LedgerFormat.knowsPruned(connection)
                ? list(
                        connection,
                        selectPruned(connection, "p.offsets"),
                        row -> new PruneTrail.Entry(
                                prunedFile(row), new PrunedOffsets(row.getString(2), row.getBytes(10))))
                : List.of();
    }

    private static String selectPruned(Connection connection, String offsets) throws SQLException {
        String archive = LedgerFormat.knowsArchives(connection)
                ? "a.path, a.bytes, a.checksum FROM pruned p LEFT JOIN archive a ON a.file = p.path"
                : "NULL, NULL, NULL FROM pruned p";
        return "SELECT p.path, p.topic, p.date, p.kind, p.length, p.records, p.checksum, p.pruned_at, p.deleted, "
                + offsets + ", " + archive + " ORDER BY p.number";
    }

    /** The archives that are nobody's. */
    static List<String> nobodysArchives(Connection connection) throws SQLException {
        return LedgerFormat.knowsArchives(connection)
                ? list(connection, "SELECT path FROM archive WHERE file IS NULL ORDER BY path", row -> row.getString(1))
                : List.of();
    }

    /** Until when files that were restored are not pruned, by path. */
    static Map<String, Instant> restored(Connection connection) throws SQLException {
        Map<String, Instant> restored = new HashMap<>();
        if (LedgerFormat.knowsArchives(connection)) {
            list(
                    connection,
                    "SELECT path, until FROM restored",
                    row -> restored.put(row.getString(1), Instant.parse(row.getString(2))));
        }
        return restored;
    }

    /** A number that grows whenever something is pruned. */
    static long prunedSoFar(Connection connection) throws SQLException {
        return list(connection, "SELECT ifnull(max(number), 0) FROM pruned", row -> row.getLong(1))
                .get(0);
    }

    /** The erasures that the lake knows, and whether each is done. */
    static Map<String, Boolean> erasures(Connection connection) throws SQLException {
        Map<String, Boolean> erasures = new LinkedHashMap<>();
        if (LedgerFormat.knowsErased(connection)) {
            list(connection, "SELECT id, done FROM erasure ORDER BY begun_at, id", row -> {
                erasures.put(row.getString(1), row.getBoolean(2));
                return true;
            });
        }
        return erasures;
    }

    /** The ids of those of which neither a line nor an archive is left. */
    static Set<String> finishedErasures(Connection connection) throws SQLException {
        return LedgerFormat.knowsErased(connection)
                ? Set.copyOf(list(
                        connection, "SELECT id FROM erasure WHERE done = 1 AND archives = 1", row -> row.getString(1)))
                : Set.of();
    }

    /** The checksums that files are about to have, by path. */
    static Map<String, Long> rewriting(Connection connection) throws SQLException {
        Map<String, Long> rewriting = new LinkedHashMap<>();
        if (LedgerFormat.knowsErased(connection)) {
            list(connection, "SELECT path, checksum FROM rewriting", row -> {
                rewriting.put(row.getString(1), row.getLong(2));
                return true;
            });
        }
        return rewriting;
    }

    private static PrunedFile prunedFile(ResultSet row) throws SQLException {
        return new PrunedFile(file(row), Instant.parse(row.getString(8)), row.getBoolean(9), archive(row));
    }

    private static Optional<Archive> archive(ResultSet row) throws SQLException {
        String path = row.getString(11);
        return path == null ? Optional.empty() : Optional.of(new Archive(path, row.getLong(12), row.getLong(13)));
    }

    static long dataVersion(Connection connection) throws SQLException {
        return list(connection, "PRAGMA data_version", row -> row.getLong(1)).get(0);
    }

    private static Position position(ResultSet row) throws SQLException {
        int leaderEpoch = row.getInt(7);
        boolean unknown = row.wasNull();
        return new Position(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6),
                unknown ? OptionalInt.empty() : OptionalInt.of(leaderEpoch));
    }

    private static LakeFile file(ResultSet row) throws SQLException {
        return new LakeFile(
                row.getString(1),
                row.getString(2),
                Optional.of(LocalDate.parse(row.getString(3))),
                Kind.valueOf(row.getString(4)),
                false,
                row.getLong(5),
                row.getLong(6),
                row.getLong(7));
    }

    private static Gap gap(ResultSet row) throws SQLException {
        return new Gap(
                row.getString(1),
                row.getInt(2),
                row.getInt(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                Instant.parse(row.getString(7)));
    }

    private static <T> List<T> list(Connection connection, String sql, Row<T> row) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.read(rows));
            }
            return found;
        }
    }
}
