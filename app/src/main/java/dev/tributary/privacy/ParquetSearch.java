package dev.tributary.privacy;

import dev.tributary.archive.Duck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches what is packed in Parquet, which no search of bytes sees, row by row. DuckDB is opened with the first file. */
final class ParquetSearch implements AutoCloseable {
    private final CellSearch search;
    private @Nullable Connection duck;

    ParquetSearch(ClearSearch search) {
        this.search = new CellSearch(search);
    }

    void search(Path file, ClearSearch.Sink sink) throws IOException {
        String select = "SELECT * FROM read_parquet(" + Duck.text(Duck.pattern(file)) + ")";
        try (Statement statement = duck().createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            List<String> names = new ArrayList<>();
            List<@Nullable MaskedColumn> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                String name = rows.getMetaData().getColumnName(i);
                names.add(name);
                columns.add(MaskedColumn.of(name));
            }
            while (rows.next()) {
                for (int i = 0; i < columns.size(); i++) {
                    Object value = rows.getObject(i + 1);
                    if (value != null && !(value instanceof Number)) {
                        byte[] cell = value.toString().getBytes(StandardCharsets.UTF_8);
                        search.cell(names.get(i), columns.get(i), cell, sink);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException("cannot read " + file, e);
        }
    }

    private Connection duck() throws SQLException {
        if (duck == null) {
            duck = Duck.open();
        }
        return duck;
    }

    @Override
    public void close() throws IOException {
        if (duck != null) {
            try {
                duck.close();
            } catch (SQLException e) {
                throw new IOException("cannot close DuckDB", e);
            }
        }
    }
}
