package dev.tributary.lake;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The file system of this machine. */
public final class LocalDisk implements Disk {
    private static final int FORCING_THREADS = 2;
    private static final long WRITE_BACK_BYTES = 4 << 20;
    private static final FileAttribute<?>[] ANYBODY = {};
    private static final FileAttribute<?>[] OWNER_FILE = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
    private static final FileAttribute<?>[] OWNER_FOLDER = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };

    private final Executor forcing = forcing();

    @Override
    public OpenFile create(Path file, boolean confidential) throws IOException {
        FileAttribute<?>[] mode = confidential && posix(file) ? OWNER_FILE : ANYBODY;
        return new LocalFile(file, FileChannel.open(file, Set.of(CREATE_NEW, WRITE), mode), forcing);
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        return new LocalFile(file, FileChannel.open(file, WRITE), forcing);
    }

    @Override
    public void createFolder(Path folder, boolean confidential) throws IOException {
        try {
            Files.createDirectory(folder, confidential && posix(folder) ? OWNER_FOLDER : ANYBODY);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        if (posix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public long size(Path file) throws IOException {
        return Files.size(file);
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Threads that force files while somebody else writes them. None stays when there is nothing to do. */
    private static Executor forcing() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                FORCING_THREADS, FORCING_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "tributary-force");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static final class LocalFile implements OpenFile {
        private final Path path;
        private final FileChannel channel;
        private final Executor forcing;
        private CompletableFuture<Void> early = CompletableFuture.completedFuture(null);
        private long writtenSince;

        private LocalFile(Path path, FileChannel channel, Executor forcing) {
            this.path = path;
            this.channel = channel;
            this.forcing = forcing;
        }

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
            writtenSince += length;
        }

        @Override
        public void truncate(long length) throws IOException {
            naming(() -> channel.truncate(length));
        }

        @Override
        public void writeBack() {
            if (writtenSince >= WRITE_BACK_BYTES && early.isDone() && !early.isCompletedExceptionally()) {
                writtenSince = 0;
                early = CompletableFuture.runAsync(this::forceEarly, forcing);
            }
        }

        private void forceEarly() {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void force() throws IOException {
            naming(() -> {
                awaitEarly();
                channel.force(false);
            });
            writtenSince = 0;
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                naming(this::awaitEarly);
            }
        }

        /** A system tells of a failure to write back once: one that the early force was told must not be lost. */
        private void awaitEarly() throws IOException {
            try {
                early.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof UncheckedIOException failed ? failed.getCause() : new IOException(e);
            }
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
