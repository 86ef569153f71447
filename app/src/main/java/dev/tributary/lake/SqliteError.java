package dev.tributary.lake;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What kind of error SQLite met. */
public final class SqliteError {
    private SqliteError() {}

    /** SQLite's code without its extension, which is the low byte by its convention; {@code UNKNOWN_ERROR} when the failure is not SQLite's. */
    public static SQLiteErrorCode primary(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
