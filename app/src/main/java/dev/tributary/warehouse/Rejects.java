package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Keeps the lines that cannot be rows, with the reason, in the transaction that passes them by. */
final class Rejects {
    private final Connection connection;
    private final String now;

    Rejects(Connection connection, String now) {
        this.connection = connection;
        this.now = now;
    }

    void add(Mark file, long position, String reason, byte[] raw) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO _rejects (file, position, reason, raw, rejected_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""")) {
            insert.setString(1, file.path());
            insert.setLong(2, position);
            insert.setString(3, reason);
            insert.setBytes(4, raw);
            insert.setString(5, now);
            insert.executeUpdate();
        }
    }

    void add(Row row, String reason) throws SQLException {
        add(row.file(), row.position(), reason, row.data().orElse(new byte[0]));
    }
}
