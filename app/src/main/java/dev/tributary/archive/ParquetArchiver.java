package dev.tributary.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.lake.Archiver;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.LakeLines;
import dev.tributary.lake.LineHandler;
import dev.tributary.lake.NotAnObjectException;
import dev.tributary.lake.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Lines as rows of a Parquet file, packed with zstd: {@code position} in the file that had them, {@code epoch}, {@code partition}, {@code offset} and {@code timestamp} of the
 * record, and {@code line}, the whole line as it was. Needs about 300 MiB beside the heap, however long the file is: lines are packed some MiB at a time into parts beside
 * the archive, which are then joined.
 *
 * <p>It opens DuckDB with the first archive and keeps it until it is closed: to open it takes longer than to pack a small day. For use by one thread.
 */
public final class ParquetArchiver implements Archiver, AutoCloseable {
    private static final int PART_BYTES = 32 << 20;
    private static final String OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '16MB'";
    private static final String COLUMNS = "position, epoch, partition, \"offset\", timestamp, line";

    private @Nullable Connection duck;

    private Connection duck() throws SQLException {
        if (duck == null) {
            duck = Duck.bounded();
        }
        return duck;
    }

    @Override
    public String suffix() {
        return ".parquet";
    }

    @Override
    public void write(Path lines, long length, Path place) throws IOException {
        try (Parts parts = new Parts(duck(), place)) {
            long end = LakeLines.read(lines, 0, length, parts);
            if (end < length) {
                throw new IOException(lines + " has " + end + " bytes instead of " + length);
            }
            parts.join(LineTypes.of(duck(), lines).sample());
        } catch (SQLException e) {
            throw failure("write", place, e);
        }
    }

    @Override
    public void read(Path archive, LineHandler handler) throws IOException {
        try (Statement statement = duck().createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT position, line FROM read_parquet(" + Duck.literal(archive) + ")")) {
            while (rows.next()) {
                byte[] line = rows.getString(2).getBytes(UTF_8);
                handler.line(rows.getLong(1), line, 0, line.length, true);
            }
        } catch (SQLException e) {
            throw failure("read", archive, e);
        }
    }

    @Override
    public void close() {
        if (duck != null) {
            try {
                duck.close();
            } catch (SQLException e) {
                throw new UncheckedIOException(new IOException("cannot close DuckDB: " + e.getMessage(), e));
            }
            duck = null;
        }
    }

    private static IOException failure(String doing, Path archive, SQLException cause) {
        String message = String.valueOf(cause.getMessage());
        return new IOException(
                "cannot " + doing + " " + archive + ": "
                        + message.lines().findFirst().orElse(message),
                cause);
    }

    /** Parts of an archive, each with lines that fit into memory. */
    private static final class Parts implements LineHandler, AutoCloseable {
        private final Connection duck;
        private final Path place;
        private final List<Path> parts = new ArrayList<>();
        private DuckDBAppender rows;
        private long waiting;

        Parts(Connection duck, Path place) throws SQLException, IOException {
            this.duck = duck;
            this.place = place;
            deleteParts();
            try (Statement statement = duck.createStatement()) {
                statement.execute(
                        "CREATE OR REPLACE TABLE part (position BIGINT, epoch INTEGER, partition INTEGER, \"offset\" BIGINT,"
                                + " timestamp BIGINT, line VARCHAR)");
            }
            this.rows = appender();
        }

        private DuckDBAppender appender() throws SQLException {
            return duck.unwrap(DuckDBConnection.class).createAppender("main", "part");
        }

        @Override
        public void line(long position, byte[] buffer, int offset, int length, boolean terminated) throws IOException {
            try {
                Stamp stamp = LakeLine.parse(buffer, offset, length)
                        .stamp()
                        .orElseThrow(() -> new IOException("the line at byte " + position + " is not one of ours"));
                rows.beginRow();
                rows.append(position);
                rows.append(stamp.epoch());
                rows.append(stamp.partition());
                rows.append(stamp.offset());
                rows.append(stamp.timestamp());
                rows.append(new String(buffer, offset, length, UTF_8));
                rows.endRow();
                waiting += length;
                if (waiting >= PART_BYTES) {
                    finishPart();
                }
            } catch (NotAnObjectException e) {
                throw new IOException("the line at byte " + position + " is not one of ours: " + e.reason(), e);
            } catch (SQLException e) {
                throw failure("write", place, e);
            }
        }

        private void finishPart() throws SQLException {
            rows.close();
            Path part = place.resolveSibling(place.getFileName() + "." + parts.size());
            parts.add(part);
            try (Statement statement = duck.createStatement()) {
                statement.execute("COPY part TO " + Duck.text(part.toString()) + " (" + OPTIONS + ")");
                statement.execute("TRUNCATE part");
            }
            waiting = 0;
            rows = appender();
        }

        /** Makes the archive. */
        void join(String sample) throws SQLException, IOException {
            finishPart();
            Files.deleteIfExists(place);
            try (Statement statement = duck.createStatement()) {
                statement.execute("COPY (SELECT " + COLUMNS + " FROM read_parquet(" + Duck.literals(parts) + ")) TO "
                        + Duck.text(place.toString()) + " (" + OPTIONS + ", KV_METADATA {" + LineTypes.KEY + ": "
                        + Duck.text(sample) + "})");
            }
        }

        /** Those of a writing that was killed as well. */
        private void deleteParts() throws IOException {
            Path folder = place.toAbsolutePath().getParent();
            String prefix = place.getFileName() + ".";
            if (folder == null || !Files.isDirectory(folder)) {
                return;
            }
            try (Stream<Path> all = Files.list(folder)) {
                for (Path part : all.filter(
                                path -> path.getFileName().toString().startsWith(prefix))
                        .toList()) {
                    Files.delete(part);
                }
            }
        }

        @Override
        public void close() throws SQLException, IOException {
            rows.close();
            deleteParts();
        }
    }
}
