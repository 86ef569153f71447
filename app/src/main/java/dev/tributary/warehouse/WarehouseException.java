package dev.tributary.warehouse;

import dev.tributary.lake.SqliteError;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something about the warehouse that stops the work: what was being done, to what, and where known what mends it. */
public class WarehouseException extends RuntimeException {
    /** What mends a warehouse that is damaged or that does not fit the lake any more. */
    static final String REBUILD = "tributary rebuild --warehouse makes it anew: the lake still has every record";

    private final @Nullable String fix;
    private final boolean passing;

    /** A failure with its cause, where there is one, and what mends it, where that is known. */
    public WarehouseException(String message, Optional<String> fix, @Nullable Throwable cause) {
        this(message, fix, cause, false);
    }

    private WarehouseException(String message, Optional<String> fix, @Nullable Throwable cause, boolean passing) {
        super(message, cause);
        this.fix = fix.orElse(null);
        this.passing = passing;
    }

    WarehouseException(String message, String fix) {
        this(message, Optional.of(fix), null);
    }

    /** What the operator can do about it, as an imperative sentence. */
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }

    /** Whether the same work may succeed later with nothing mended here: another process had the lock, or the disk was full. */
    public boolean passing() {
        return passing;
    }

    static WarehouseException of(String doing, Path database, SQLException failure) {
        String what = "warehouse " + database + ": cannot " + doing + ": ";
        return switch (SqliteError.primary(failure)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new WarehouseException(
                        what + "another process holds its write lock",
                        Optional.of("wait for the other load to end, or close the program that has the database open"),
                        failure,
                        true);
            case SQLITE_FULL ->
                new WarehouseException(
                        what + "the disk is full",
                        Optional.of("free some space; the load goes on where it stopped"),
                        failure,
                        true);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new WarehouseException(
                        what + "the file is damaged or not an SQLite database", Optional.of(REBUILD), failure);
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
                new WarehouseException(
                        what + plain(failure),
                        Optional.of("check that the folder exists and that you may write to it"),
                        failure);
            default -> new WarehouseException(what + plain(failure), Optional.empty(), failure);
        };
    }

    /** Whether SQLite found the file itself broken, rather than busy, full or out of reach. */
    static boolean saysDamaged(SQLException failure) {
        return switch (SqliteError.primary(failure)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT, SQLITE_MISMATCH -> true;
            default -> false;
        };
    }

    /** Whether another connection is in the way. */
    static boolean saysBusy(SQLException failure) {
        return switch (SqliteError.primary(failure)) {
            case SQLITE_BUSY, SQLITE_LOCKED -> true;
            default -> false;
        };
    }

    /** SQLite's own words without the driver's frame around them: {@code [CODE] general text (words)}. */
    public static String plain(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        int from = message.indexOf(" (");
        return message.startsWith("[SQLITE_") && from > 0 && message.endsWith(")")
                ? message.substring(from + 2, message.length() - 1)
                : message;
    }
}
