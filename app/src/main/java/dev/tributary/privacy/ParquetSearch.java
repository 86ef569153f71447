package dev.tributary.privacy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches what is packed in Parquet, which no search of bytes sees, row by row. */
final class ParquetSearch {
    private final CellSearch search;

    ParquetSearch(ClearSearch search) {
        this.search = new CellSearch(search);
    }

    void search(Path file, ClearSearch.Sink sink) throws IOException {
        String select = "SELECT * FROM read_parquet('" + file.toString().replace("'", "''") + "')";
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            List<@Nullable MaskedColumn> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(MaskedColumn.of(rows.getMetaData().getColumnName(i)));
            }
            while (rows.next()) {
                for (int i = 0; i < columns.size(); i++) {
                    Object value = rows.getObject(i + 1);
                    if (value != null && !(value instanceof Number)) {
                        search.cell(columns.get(i), value.toString().getBytes(StandardCharsets.UTF_8), sink);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IOException("cannot read " + file, e);
        }
    }
}
