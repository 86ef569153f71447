package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the files back to what the ledger says: what is behind the committed length of a file of ours was never committed. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int MOST_NAMED = 5;

    private final LakeLayout layout;
    private final Disk disk;
    private final Ledger ledger;
    private final List<LakeFile> vanished = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();

    Recovery(LakeLayout layout, Disk disk, Ledger ledger) {
        this.layout = layout;
        this.disk = disk;
        this.ledger = ledger;
    }

    /**
     * Cuts every file that is too long. Files that the ledger does not know are not touched.
     *
     * @throws LakeException when a file is missing or shorter than the ledger says; then nothing was cut
     */
    void run() throws IOException {
        new Rewriting(layout, ledger).settle();
        List<LakeFile> tooLong = new ArrayList<>();
        for (LakeFile file : ledger.files()) {
            long size = size(file);
            if (size > file.length()) {
                tooLong.add(file);
            } else if (size < 0 && file.length() == 0) {
                vanished.add(file);
            } else if (size < file.length()) {
                damage.add(file.path() + (size < 0 ? " is gone" : " has " + size + " bytes") + " of " + file.length());
            }
        }
        requireNoDamage();
        for (LakeFile file : tooLong) {
            cut(file);
        }
        if (!vanished.isEmpty()) {
            ledger.forget(vanished);
        }
    }

    private long size(LakeFile file) throws IOException {
        try {
            return disk.size(layout.resolve(file.path()));
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private void cut(LakeFile file) throws IOException {
        log.info("Cutting {} back to its {} committed bytes", file.path(), file.length());
        try (Disk.OpenFile open = disk.open(layout.resolve(file.path()))) {
            open.truncate(file.length());
            open.force();
        }
    }

    private void requireNoDamage() {
        if (damage.isEmpty()) {
            return;
        }
        String named = String.join("; ", damage.subList(0, Math.min(MOST_NAMED, damage.size())));
        String more = damage.size() > MOST_NAMED ? "; and " + (damage.size() - MOST_NAMED) + " more" : "";
        throw new LakeException(
                "Lake " + layout.root() + " has lost committed lines: " + named + more,
                "put back a copy of the file that is at least as long; without one, move the lake away and read Kafka again"
                        + " into a new folder");
    }
}
