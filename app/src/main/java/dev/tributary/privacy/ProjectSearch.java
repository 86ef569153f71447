package dev.tributary.privacy;

import dev.tributary.generator.ValueSpace;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Goes through a project once: what stands in it in clear, and all its pseudonyms and masks. */
final class ProjectSearch {
    /** Is told that so many more bytes, of this, are read. */
    interface Progress {
        /** They are. */
        void read(String what, long bytes);
    }

    private final PrivacyScope scope;
    private final ProjectFiles files;
    private final Progress progress;
    private final Sightings sightings;
    private final MaskedSeen masked = new MaskedSeen();
    private final List<String> places = new ArrayList<>();
    private final Map<Area, Long> lookedAt = new EnumMap<>(Area.class);
    private final List<String> unread = new ArrayList<>();
    private final ClearSearch search;
    private String now = "";

    ProjectSearch(PrivacyScope scope, ProjectFiles files, Progress progress) {
        this.scope = scope;
        this.files = files;
        this.progress = progress;
        this.sightings = new Sightings(scope.endpoints());
        WordSet words = new WordSet();
        ValueSpace.userNames().forEach(name -> words.add(name, ClearKind.USER_NAME));
        scope.listed().forEach(value -> words.add(value, ClearKind.LISTED));
        this.search = new ClearSearch(words, scope.notZips());
    }

    void run() throws IOException {
        FileSearch fileSearch = new FileSearch(search, bytes -> progress.read(now, bytes));
        try (ParquetSearch parquet = new ParquetSearch(search)) {
            for (ProjectFiles.Found file : files.files()) {
                now = "searching " + file.where();
                lookedAt.merge(file.area(), 1L, Long::sum);
                search(fileSearch, parquet, file);
            }
        }
        tables();
    }

    private void search(FileSearch fileSearch, ParquetSearch parquet, ProjectFiles.Found file) {
        InFile sink = new InFile(file);
        try {
            fileSearch.search(file.path(), sink);
            if (file.where().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
                parquet.search(file.path(), sink);
            }
        } catch (NoSuchFileException e) {
            return; // deleted meanwhile
        } catch (IOException e) {
            unread.add(file.where() + ": " + e.getMessage());
        }
    }

    private void tables() {
        if (!Files.exists(scope.database())) {
            return;
        }
        progress.read("searching the tables of the warehouse", 0);
        try (Warehouse warehouse = Warehouse.openReadOnly(scope.database())) {
            new TableSearch(search).search(warehouse, new InTable());
        }
    }

    Sightings sightings() {
        return sightings;
    }

    MaskedSeen masked() {
        return masked;
    }

    /** The name of a place that {@link MaskedSeen} has by its number. */
    String place(int number) {
        return places.get(number);
    }

    /** How many files, or rows of tables, there were in an area. */
    long lookedAt(Area area) {
        return lookedAt.getOrDefault(area, 0L);
    }

    /** The files that could not be read through, and why. */
    List<String> unread() {
        return unread;
    }

    private int newPlace(String name) {
        places.add(name);
        return places.size() - 1;
    }

    /** What is found in one file. */
    private final class InFile implements FileSearch.Sink, ClearSearch.Sink {
        private final ProjectFiles.Found file;
        private final int place;

        InFile(ProjectFiles.Found file) {
            this.file = file;
            this.place = newPlace(file.where());
        }

        @Override
        public void clear(ClearKind kind, byte[] buffer, int from, int to, long position) {
            sightings.add(file.area(), file.where(), kind, buffer, from, to, position);
        }

        @Override
        public void clear(ClearKind kind, byte[] buffer, int from, int to) {
            clear(kind, buffer, from, to, -1);
        }

        @Override
        public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
            if (file.area() != Area.CONFIDENTIAL) {
                masked.add(column, buffer, from, to, place);
            }
        }
    }

    /** What is found in the tables. */
    private final class InTable implements TableSearch.Sink {
        private String table = "";
        private int place;

        @Override
        public void clear(String in, ClearKind kind, byte[] buffer, int from, int to, long row) {
            sightings.add(Area.TABLES, "table " + in, kind, buffer, from, to, row);
        }

        @Override
        public void masked(String in, MaskedColumn column, byte[] buffer, int from, int to) {
            if (!in.equals(table)) {
                table = in;
                place = newPlace("table " + in);
            }
            masked.add(column, buffer, from, to, place);
        }

        @Override
        public void row() {
            lookedAt.merge(Area.TABLES, 1L, Long::sum);
        }
    }
}
