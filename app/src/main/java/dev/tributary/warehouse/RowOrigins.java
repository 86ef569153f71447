package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds rows and says where they come from. */
final class RowOrigins {
    private static final String TRANSACTION = "json_extract(r.data, '$.TRANSACTION_ID')";

    private RowOrigins() {}

    static Optional<RowOrigin> byId(Connection connection, String table, long id) throws SQLException {
        return select(connection, table, "r.id = ?", id).stream().findFirst();
    }

    static Optional<RowOrigin> byRecord(Connection connection, String table, int epoch, int partition, long offset)
            throws SQLException {
        return select(
                        connection,
                        table,
                        "r.kafka_epoch = ? AND r.kafka_partition = ? AND r.kafka_offset = ?",
                        epoch,
                        partition,
                        offset)
                .stream()
                .findFirst();
    }

    static List<RowOrigin> byTransaction(Connection connection, String transaction) throws SQLException {
        List<RowOrigin> rows = new ArrayList<>();
        for (String table : Sql.list(connection, "SELECT name FROM _tables ORDER BY name", row -> row.getString(1))) {
            rows.addAll(select(connection, table, TRANSACTION + " = ?", transaction));
        }
        return rows;
    }

    private static List<RowOrigin> select(Connection connection, String topic, String condition, Object... values)
            throws SQLException {
        Optional<Catalogue.Entry> found = Catalogue.find(connection, topic);
        if (found.isEmpty()) {
            return List.of();
        }
        String table = found.get().name();
        return Sql.list(
                connection,
                "SELECT r.id, f.path, r.lake_position, r.kafka_epoch, r.kafka_partition, r.kafka_offset, r.kafka_timestamp, r.imported_at, "
                        + TRANSACTION + " FROM " + Sql.quoted(table)
                        + " r JOIN _lake_files f ON f.id = r.lake_file WHERE " + condition + " ORDER BY r.id",
                row -> new RowOrigin(
                        table,
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        coordinates(row),
                        Instant.parse(row.getString(8)),
                        Optional.ofNullable(row.getString(9))),
                values);
    }

    private static Optional<RowOrigin.Coordinates> coordinates(ResultSet row) throws SQLException {
        long offset = row.getLong(6);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(new RowOrigin.Coordinates(row.getInt(4), row.getInt(5), offset, row.getLong(7)));
    }
}
