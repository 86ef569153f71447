package dev.tributary.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Changes to files that outlive a power cut. A file system may keep bytes, new names and renames in memory, each for as long as it likes and in any
 * order; when one of these methods returns, what it did is on the disk. When one throws, it may have happened or not.
 */
public final class DurableFiles {
    private static final FileAttribute<?>[] NONE = {};

    private DurableFiles() {}

    /**
     * Makes a new file of these bytes. Its name lasts once its folder is forced.
     *
     * @throws java.nio.file.FileAlreadyExistsException when there is anything of that name
     */
    public static void write(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /**
     * Puts a file or a folder in the place of another, or where there is nothing: at once, so that whoever looks sees the old one or the new one.
     * Both places must be on one file system. The folders in a folder must have been forced before, see {@link #forceFolders}.
     *
     * @throws java.nio.file.NoSuchFileException when the fresh one is not there, or the folder of its place
     * @throws java.nio.file.DirectoryNotEmptyException when the place is a folder with something in it
     */
    public static void replace(Path fresh, Path place) throws IOException {
        if (Files.isRegularFile(fresh)) {
            force(fresh);
        }
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING); // the one act
        forceName(place);
        if (!folderOf(fresh).equals(folderOf(place))) {
            forceName(fresh);
        }
    }

    /** Forces what a file holds. */
    public static void force(Path file) throws IOException {
        // Where only those may force who may write, nobody is kept from it by the rights of POSIX.
        try (FileChannel channel =
                FileChannel.open(file, posix(file) ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Forces the names in a folder. Does nothing on systems that cannot open one: they need no forcing. */
    public static void forceFolder(Path folder) throws IOException {
        if (posix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Forces the names in a folder and in all folders below it. */
    public static void forceFolders(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                forceFolder(folder);
            }
        }
    }

    /** Forces that a file or folder has its name. */
    public static void forceName(Path path) throws IOException {
        forceFolder(folderOf(path));
    }

    /**
     * Makes a folder with those above it, as far as they are missing, and forces their names.
     *
     * @param attributes of the folder itself; those above have none
     */
    public static void createFolders(Path folder, FileAttribute<?>... attributes) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        Path absolute = folder.toAbsolutePath().normalize();
        for (Path path = absolute; path != null && !Files.isDirectory(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            create(path, path.equals(absolute) ? attributes : NONE);
            forceName(path);
        }
    }

    private static void create(Path folder, FileAttribute<?>... attributes) throws IOException {
        try {
            Files.createDirectory(folder, attributes);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Makes the folder in which a file is to lie, as {@link #createFolders} does. */
    public static void createFolderOf(Path file) throws IOException {
        createFolders(folderOf(file));
    }

    /** Deletes a file, or a folder with all that is in it; nothing when there is none. Whether it is gone after a power cut is not said. */
    public static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        }
    }

    /** The folder that a file or folder is in. */
    public static Path folderOf(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
