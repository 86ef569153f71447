package dev.tributary.lake;

import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files held open, at most so many; the one used longest ago is closed first. */
final class OpenFiles implements AutoCloseable {
    private final Disk disk;
    private final LakeLayout layout;
    private final int most;
    private final Map<String, Disk.OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    OpenFiles(Disk disk, LakeLayout layout, int most) {
        this.disk = disk;
        this.layout = layout;
        this.most = most;
    }

    int most() {
        return most;
    }

    /** The file, opened if it is not. */
    Disk.OpenFile of(DayFile file) throws IOException {
        Disk.OpenFile known = open.get(file.path());
        if (known != null) {
            return known;
        }
        Disk.OpenFile opened = disk.open(layout.resolve(file.path()));
        keep(file.path(), opened);
        return opened;
    }

    /** Takes over a file that was just made. */
    void keep(String path, Disk.OpenFile file) throws IOException {
        open.put(path, file);
        Iterator<Disk.OpenFile> eldestFirst = open.values().iterator();
        while (open.size() > most) {
            Disk.OpenFile eldest = eldestFirst.next();
            eldestFirst.remove();
            eldest.close();
        }
    }

    /** Closes those of these files that are open. */
    void close(Collection<String> paths) throws IOException {
        for (String path : paths) {
            Disk.OpenFile file = open.remove(path);
            if (file != null) {
                file.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Disk.OpenFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
