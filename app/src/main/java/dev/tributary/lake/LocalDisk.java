package dev.tributary.lake;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/** The file system of this machine. */
public final class LocalDisk implements Disk {
    private static final FileAttribute<?>[] ANYBODY = {};

    @Override
    public OpenFile create(Path file, boolean confidential) throws IOException {
        FileAttribute<?>[] mode = confidential ? OwnerOnly.file(file) : ANYBODY;
        return new LocalFile(file, FileChannel.open(file, Set.of(CREATE_NEW, WRITE), mode));
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        return new LocalFile(file, FileChannel.open(file, WRITE));
    }

    @Override
    public void createFolder(Path folder, boolean confidential) throws IOException {
        try {
            Files.createDirectory(folder, confidential ? OwnerOnly.folder(folder) : ANYBODY);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        DurableFiles.forceFolder(folder);
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // stays, as said
        }
    }

    private record LocalFile(Path path, FileChannel channel) implements OpenFile {
        @FunctionalInterface
        private interface Step {
            void run() throws IOException;
        }

        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            naming(() -> {
                ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
                while (rest.hasRemaining()) {
                    channel.write(rest, position + rest.position() - offset);
                }
            });
        }

        @Override
        public void truncate(long length) throws IOException {
            naming(() -> channel.truncate(length));
        }

        @Override
        public void force() throws IOException {
            naming(() -> channel.force(false));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }

        /** A channel's own exceptions do not say which file they are about. */
        private void naming(Step step) throws IOException {
            try {
                step.run();
            } catch (IOException e) {
                throw (IOException) new FileSystemException(path.toString(), null, e.getMessage()).initCause(e);
            }
        }
    }
}
