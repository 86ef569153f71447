package dev.tributary.lake;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the lake's writer asks of a file system. Nothing is durable until it is forced: neither bytes nor a new length nor
 * the entry of a new file in its folder. {@link LocalDisk} is the real one.
 */
public interface Disk {
    /**
     * Makes a new empty file and opens it. Its folder must exist.
     *
     * @param confidential whether only its owner may read it, where the file system knows such a thing
     * @throws java.nio.file.FileAlreadyExistsException when there is anything of that name; it is left as it is
     */
    OpenFile create(Path file, boolean confidential) throws IOException;

    /**
     * Opens a file for writing.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    OpenFile open(Path file) throws IOException;

    /**
     * Makes a folder if there is none. The folder above it must exist.
     *
     * @param confidential whether only its owner may enter a folder that is made
     */
    void createFolder(Path folder, boolean confidential) throws IOException;

    /** Makes the entries of a folder durable. Does nothing on file systems where that is not possible. */
    void forceFolder(Path folder) throws IOException;

    /**
     * The length of a file in bytes.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    long size(Path file) throws IOException;

    /** Deletes a file, or an empty folder. What is not there is deleted already; a folder with something in it stays. */
    void delete(Path path) throws IOException;

    /** A file open for writing. */
    interface OpenFile extends Closeable {
        /** Writes all the bytes at a position, at most the file's length. After a failure any part of them may be written. */
        void write(byte[] bytes, int offset, int length, long position) throws IOException;

        /** Cuts the file to a length. A file that is not longer stays as it is. */
        void truncate(long length) throws IOException;

        /** Makes content and length durable. */
        void force() throws IOException;
    }
}
