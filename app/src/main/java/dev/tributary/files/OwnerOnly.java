package dev.tributary.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files and folders that only their owner may open, from the moment they are there. On systems without the modes of POSIX they have what their folder gives
 * them. What is there already keeps its mode: somebody may have opened it to others on purpose.
 */
public final class OwnerOnly {
    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    /** The mode of a file, {@code rw-------}. */
    public static FileAttribute<?>[] file(Path file) {
        return mode(file, "rw-------");
    }

    /** The mode of a folder, {@code rwx------}. */
    public static FileAttribute<?>[] folder(Path folder) {
        return mode(folder, "rwx------");
    }

    /** Makes a folder with those above it, as far as they are missing, all for their owner alone, and forces their names. */
    public static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            createFolders(DurableFiles.folderOf(folder));
            DurableFiles.createFolders(folder, folder(folder));
        }
    }

    /** Makes an empty file when there is none, for a library that would make one for everybody. */
    public static void createIfMissing(Path file) throws IOException {
        try {
            Files.createFile(file, file(file));
        } catch (FileAlreadyExistsException e) {
            return; // that is what was wanted
        }
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : NONE;
    }
}
