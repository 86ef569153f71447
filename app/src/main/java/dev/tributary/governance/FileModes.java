package dev.tributary.governance;

import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Who may open a file, on systems that know such modes; on others nothing is asked and nothing refused. */
final class FileModes {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private FileModes() {}

    static boolean known(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Whether anybody but its owner may read, write or enter it. */
    static boolean openToOthers(Path path) throws IOException {
        return known(path) && !others(path).isEmpty();
    }

    /** Its mode as `ls` writes it, such as {@code rw-r--r--}. */
    static String text(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Takes every right from everybody but its owner. */
    static void closeToOthers(Path path) throws IOException {
        Set<PosixFilePermission> own = EnumSet.noneOf(PosixFilePermission.class);
        own.addAll(Files.getPosixFilePermissions(path));
        own.removeAll(OTHERS);
        Files.setPosixFilePermissions(path, own);
    }

    /** Refuses a secret that others can read. */
    static void requireOwnerOnly(Path file, String what) throws IOException {
        if (openToOthers(file)) {
            throw new GovernanceException(
                    what + " " + file + ": is open to other users of this machine (" + text(file) + ")",
                    "chmod 600 " + file);
        }
    }

    /** A new empty file beside another, for its owner alone. */
    static Path createAside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new FileSystemException(file.toString(), null, "it is not a file");
        }
        OwnerOnly.createFolders(folder);
        return Files.createTempFile(folder, file.getFileName() + ".", ".new", OwnerOnly.file(file));
    }

    /** Makes an empty file for its owner alone. */
    static void create(Path file) throws IOException {
        Files.createFile(file, OwnerOnly.file(file));
    }

    /**
     * Gives a file its name without replacing another of that name.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is one
     */
    static void publish(Path aside, Path file) throws IOException {
        try {
            Files.createLink(file, aside);
        } catch (UnsupportedOperationException e) {
            Files.move(aside, file);
        }
    }

    private static Set<PosixFilePermission> others(Path path) throws IOException {
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(Files.getPosixFilePermissions(path));
        others.retainAll(OTHERS);
        return others;
    }
}
