package dev.tributary.lake;

import dev.tributary.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Archives on the disk. Each has a row in the ledger before it is made, which says that it is nobody's; so one that no pruned file has is known, and deleted.
 */
final class ArchiveFiles {
    private static final String UNFINISHED = ".new";
    private static final String CHANGED_LINES = ".lines";

    private final LakeLayout layout;
    private final Disk disk;
    private final LedgerPrunes ledger;

    ArchiveFiles(LakeLayout layout, Disk disk, LedgerPrunes ledger) {
        this.layout = layout;
        this.disk = disk;
        this.ledger = ledger;
    }

    /** Notes in the ledger that a file may come to be there which is nobody's. */
    String claim(LakeFile file, Archiver archiver) {
        String path = layout.archive(file.path(), archiver.suffix());
        for (int number = 2; ledger.isOwned(path); number++) {
            path = layout.archive(file.path(), ".r" + number + archiver.suffix());
        }
        ledger.claimArchive(path);
        return path;
    }

    /**
     * Makes the archive of a file of lines: writes it aside, forces it, reads it back, and gives it its name. Not yet anybody's.
     *
     * @param file what the lines are, in the ledger's numbers
     * @throws IOException when what was read back is not what the numbers say, or the disk fails
     */
    Archive make(String path, Path lines, LakeFile file, Archiver archiver, Runnable written) throws IOException {
        Path place = layout.resolve(path);
        Path aside = layout.resolve(path + UNFINISHED);
        DurableFiles.createFolderOf(place);
        archiver.write(lines, file.length(), aside);
        DurableFiles.force(aside);
        ArchivedLines.require(archiver, aside, file);
        Archive archive = new Archive(path, Files.size(aside), Checksum.of(aside));
        written.run();
        DurableFiles.replace(aside, place);
        return archive;
    }

    /** Where lines that are to replace those of an archive wait. */
    Path changedLines(String path) {
        return layout.resolve(path + CHANGED_LINES);
    }

    /** Deletes such lines for good. Comes before their archive is a file's: from then on nobody looks for them. */
    void dropChangedLines(String path) throws IOException {
        Path lines = changedLines(path);
        disk.delete(lines);
        DurableFiles.forceName(lines);
    }

    /** Deletes what is nobody's. Nobody may hold a lease that was taken before it became so. */
    void sweep() throws IOException {
        List<String> nobodys = ledger.nobodysArchives();
        Set<Path> folders = new LinkedHashSet<>();
        for (String path : nobodys) {
            Path place = layout.resolve(path);
            for (Path left : leftOf(place)) {
                disk.delete(left);
            }
            folders.add(place.getParent());
        }
        for (Path folder : folders) {
            forget(disk, folder);
        }
        ledger.forgetArchives(nobodys);
    }

    /** The archive, and what its making leaves beside it when it is killed: files of its name with a further ending. */
    private static List<Path> leftOf(Path place) throws IOException {
        Path folder = place.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        String name = place.getFileName().toString();
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path ->
                            path.equals(place) || path.getFileName().toString().startsWith(name + "."))
                    .toList();
        }
    }

    /** Makes the deletions in a day's folder durable, and deletes it when nothing is left in it. */
    static void forget(Disk disk, Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            disk.forceFolder(folder);
            disk.delete(folder);
        }
        Path above = folder.getParent();
        if (above != null && Files.isDirectory(above)) {
            disk.forceFolder(above);
        }
    }
}
