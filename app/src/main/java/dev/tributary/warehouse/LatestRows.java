package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps one row per key, the newest record winning whatever the order of loading. A removed key leaves a tombstone behind,
 * so that an older record that is loaded later does not bring it back. What has no key is appended.
 */
final class LatestRows implements RowWriter {
    private final FeedTable table;
    private final Users users;
    private final Tally tally;
    private final SummaryDeltas summaries;
    private final FiguresReader figures;
    private final LoadPoints points;
    private final AppendRows keyless;
    private final Map<String, Row> newest = new LinkedHashMap<>();
    private final PreparedStatement findRow;
    private final PreparedStatement findTombstone;
    private final PreparedStatement put;
    private final PreparedStatement remove;
    private final PreparedStatement bury;
    private final PreparedStatement unbury;

    LatestRows(
            Connection connection,
            FeedTable table,
            Users users,
            Tally tally,
            SummaryDeltas summaries,
            LoadPoints points,
            String now,
            AppendRows keyless)
            throws SQLException {
        this.table = table;
        this.users = users;
        this.tally = tally;
        this.summaries = summaries;
        this.figures = new FiguresReader(new TableSymbols(SummaryRule.of(table.name())));
        this.points = points;
        this.keyless = keyless;
        findRow = connection.prepareStatement(
                "SELECT kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp, data FROM " + table.quoted()
                        + " WHERE latest_key = ?");
        findTombstone = connection.prepareStatement("""
                SELECT kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp, NULL FROM _tombstones
                WHERE latest_key = ? AND table_name = ?""");
        put = connection.prepareStatement(
                "INSERT INTO " + table.quoted()
                        + " (latest_key, data, imported_at, kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp, kafka_key,"
                        + " lake_file, lake_position) VALUES (?, CAST(? AS TEXT), " + Sql.literal(now)
                        + ", ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (latest_key) DO UPDATE SET data = excluded.data, imported_at = excluded.imported_at,"
                        + " kafka_epoch = excluded.kafka_epoch, kafka_partition = excluded.kafka_partition,"
                        + " kafka_offset = excluded.kafka_offset, kafka_timestamp = excluded.kafka_timestamp,"
                        + " kafka_key = excluded.kafka_key, lake_file = excluded.lake_file, lake_position = excluded.lake_position");
        remove = connection.prepareStatement("DELETE FROM " + table.quoted() + " WHERE latest_key = ?");
        bury = connection.prepareStatement("""
                INSERT OR REPLACE INTO _tombstones
                  (latest_key, table_name, kafka_epoch, kafka_partition, kafka_offset, kafka_timestamp)
                VALUES (?, ?, ?, ?, ?, ?)""");
        unbury = connection.prepareStatement("DELETE FROM _tombstones WHERE latest_key = ? AND table_name = ?");
    }

    @Override
    public void add(Row row) throws SQLException {
        if (row.key().isEmpty()) {
            keyless.add(row);
            return;
        }
        String key = row.key().get();
        Row other = newest.get(key);
        if (other == null || version(row).replaces(version(other))) {
            newest.put(key, row);
            tally.superseded += other == null ? 0 : 1;
        } else {
            passBy(version(row), version(other));
        }
    }

    @Override
    public void flush() throws SQLException {
        keyless.flush();
        users.writeNew();
        for (Map.Entry<String, Row> entry : newest.entrySet()) {
            apply(entry.getKey(), entry.getValue());
            points.midLoad();
        }
        newest.clear();
    }

    private void apply(String key, Row row) throws SQLException {
        Optional<Current> current = current(key);
        if (current.isPresent() && !version(row).replaces(current.get().version())) {
            passBy(version(row), current.get().version());
            return;
        }
        current.flatMap(Current::figures).ifPresent(summaries::subtract);
        if (row.data().isPresent()) {
            put(key, row);
            summaries.add(row);
        } else {
            remove(key, row);
        }
    }

    private void passBy(Version version, Version other) {
        if (version.isSameRecord(other)) {
            tally.alreadyThere++;
        } else {
            tally.superseded++;
        }
    }

    /** What stands there for a key: a row with its figures, or a tombstone. */
    private record Current(Version version, Optional<Figures> figures) {}

    private Optional<Current> current(String key) throws SQLException {
        findRow.setString(1, key);
        Optional<Current> row = find(findRow);
        if (row.isPresent()) {
            return row;
        }
        findTombstone.setString(1, key);
        findTombstone.setString(2, table.name());
        return find(findTombstone);
    }

    private void put(String key, Row row) throws SQLException {
        put.setString(1, key);
        put.setBytes(2, row.data().orElseThrow());
        bindStamp(put, 3, row.stamp());
        put.setString(7, row.stamp().flatMap(Stamp::key).orElse(null));
        put.setLong(8, row.file().id());
        put.setLong(9, row.position());
        put.executeUpdate();
        unbury.setString(1, key);
        unbury.setString(2, table.name());
        unbury.executeUpdate();
        tally.rows++;
    }

    private void remove(String key, Row row) throws SQLException {
        remove.setString(1, key);
        remove.executeUpdate();
        bury.setString(1, key);
        bury.setString(2, table.name());
        bindStamp(bury, 3, row.stamp());
        bury.executeUpdate();
        tally.removed++;
    }

    private static void bindStamp(PreparedStatement statement, int index, Optional<Stamp> stamp) throws SQLException {
        if (stamp.isEmpty()) {
            for (int i = 0; i < 4; i++) {
                statement.setNull(index + i, Types.NULL);
            }
            return;
        }
        statement.setInt(index, stamp.get().epoch());
        statement.setInt(index + 1, stamp.get().partition());
        statement.setLong(index + 2, stamp.get().offset());
        statement.setLong(index + 3, stamp.get().timestamp());
    }

    private static Version version(Row row) {
        return new Version(row.stamp());
    }

    private Optional<Current> find(PreparedStatement find) throws SQLException {
        try (ResultSet found = find.executeQuery()) {
            return found.next()
                    ? Optional.of(new Current(new Version(stamp(found)), figures(found)))
                    : Optional.empty();
        }
    }

    private Optional<Figures> figures(ResultSet found) throws SQLException {
        Optional<byte[]> data = summaries.none() ? Optional.empty() : Optional.ofNullable(found.getBytes(5));
        return data.map(json -> figures.read(Optional.of(json)));
    }

    private static Optional<Stamp> stamp(ResultSet row) throws SQLException {
        long offset = row.getLong(3);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new Stamp(row.getInt(2), offset, row.getLong(4), Optional.empty(), row.getInt(1)));
    }

    @Override
    public void close() throws SQLException {
        keyless.close();
        findRow.close();
        findTombstone.close();
        put.close();
        remove.close();
        bury.close();
        unbury.close();
    }
}
