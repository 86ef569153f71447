package dev.tributary.warehouse;

import dev.tributary.lake.Stamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Inserts rows, many with one statement: the way into the driver for each statement costs as much as the insert itself. A
 * record that is already there is passed by.
 */
final class AppendRows implements RowWriter {
    private static final int ROWS = 64;
    private static final int SHARED = 3;
    private static final int VALUES = 6;

    private final Connection connection;
    private final FeedTable table;
    private final Users users;
    private final Rejects rejects;
    private final Tally tally;
    private final SummaryDeltas summaries;
    private final LoadPoints points;
    private final String now;
    private final PreparedStatement many;
    private final PreparedStatement one;
    private final List<Row> pending = new ArrayList<>(ROWS);

    AppendRows(
            Connection connection,
            FeedTable table,
            Users users,
            Rejects rejects,
            Tally tally,
            SummaryDeltas summaries,
            LoadPoints points,
            String now)
            throws SQLException {
        this.connection = connection;
        this.table = table;
        this.users = users;
        this.rejects = rejects;
        this.tally = tally;
        this.summaries = summaries;
        this.points = points;
        this.now = now;
        this.many = connection.prepareStatement(insert(ROWS));
        this.one = connection.prepareStatement(insert(1));
    }

    private String insert(int rows) {
        String values = IntStream.range(0, rows)
                .mapToObj(row -> values(1 + SHARED + row * VALUES))
                .collect(Collectors.joining(", "));
        return "INSERT INTO " + table.quoted()
                + " (imported_at, lake_file, kafka_epoch, data, kafka_partition, kafka_offset, kafka_timestamp, kafka_key,"
                + " lake_position) VALUES " + values + " ON CONFLICT DO NOTHING";
    }

    /** The place of one row, whose own parameters start at a number; the first ones are the same for all. */
    private static String values(int first) {
        return IntStream.range(first + 1, first + VALUES)
                .mapToObj(parameter -> ", ?" + parameter)
                .collect(Collectors.joining("", "(?1, ?2, ?3, CAST(?" + first + " AS TEXT)", ")"));
    }

    @Override
    public void add(Row row) throws SQLException {
        if (!pending.isEmpty() && !row.shares(pending.get(0))) {
            flush();
        }
        pending.add(row);
        if (pending.size() == ROWS) {
            insertMany();
        }
    }

    @Override
    public void flush() throws SQLException {
        users.writeNew();
        for (Row row : pending) {
            insert(one, List.of(row));
        }
        pending.clear();
    }

    private void insertMany() throws SQLException {
        users.writeNew();
        insert(many, pending);
        pending.clear();
    }

    private void insert(PreparedStatement statement, List<Row> rows) throws SQLException {
        bindShared(statement, rows.get(0));
        int index = 1 + SHARED;
        for (Row row : rows) {
            bind(statement, index, row);
            index += VALUES;
        }
        int inserted = statement.executeUpdate();
        tally.rows += inserted;
        if (inserted < rows.size()) {
            explainMissing(rows);
        } else {
            summaries.addAll(rows);
        }
        points.midLoad();
    }

    private void bindShared(PreparedStatement statement, Row row) throws SQLException {
        statement.setString(1, now);
        statement.setLong(2, row.file().id());
        if (row.isStamped()) {
            statement.setInt(3, row.epoch());
        } else {
            statement.setNull(3, Types.NULL);
        }
    }

    private static void bind(PreparedStatement statement, int index, Row row) throws SQLException {
        statement.setBytes(index, row.data().orElse(null));
        if (row.isStamped()) {
            statement.setInt(index + 1, row.partition());
            statement.setLong(index + 2, row.offset());
            statement.setLong(index + 3, row.timestamp());
            statement.setString(index + 4, row.kafkaKey().orElse(null));
        } else {
            for (int i = 1; i <= 4; i++) {
                statement.setNull(index + i, Types.NULL);
            }
        }
        statement.setLong(index + 5, row.position());
    }

    /** Some rows were not inserted: a record that is there already is fine, another one under its coordinates is not. */
    private void explainMissing(List<Row> rows) throws SQLException {
        for (Row row : rows) {
            switch (holder(row)) {
                case THIS_LINE -> summaries.add(row);
                case SAME_RECORD -> tally.alreadyThere++;
                case ANOTHER_RECORD -> {
                    tally.rejected++;
                    rejects.add(row, "another record is already loaded under its Kafka coordinates");
                }
            }
        }
    }

    private enum Holder {
        THIS_LINE,
        SAME_RECORD,
        ANOTHER_RECORD
    }

    /** Whose row stands where this one wanted to be. */
    private Holder holder(Row row) throws SQLException {
        Optional<Stamp> stamp = row.stamp();
        return Sql.first(
                        connection,
                        "SELECT lake_file = ? AND lake_position = ?, data IS CAST(? AS TEXT) FROM " + table.quoted()
                                + " WHERE kafka_epoch = ? AND kafka_partition = ? AND kafka_offset = ?",
                        found -> found.getBoolean(1)
                                ? Holder.THIS_LINE
                                : found.getBoolean(2) ? Holder.SAME_RECORD : Holder.ANOTHER_RECORD,
                        row.file().id(),
                        row.position(),
                        row.data().orElse(null),
                        stamp.map(Stamp::epoch).orElse(null),
                        stamp.map(Stamp::partition).orElse(null),
                        stamp.map(Stamp::offset).orElse(null))
                .orElse(Holder.THIS_LINE);
    }

    @Override
    public void close() throws SQLException {
        many.close();
        one.close();
    }
}
