package dev.tributary.pipeline;

import dev.tributary.lake.Disk;
import dev.tributary.lake.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A disk whose first write takes as long as the test likes. */
final class StallingDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void awaitStall() throws InterruptedException {
        stalled.await();
    }

    void goOn() {
        released.countDown();
    }

    private void stall() throws IOException {
        stalled.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the disk stalls", e);
        }
    }

    @Override
    public OpenFile create(Path file, boolean confidential) throws IOException {
        return new StallingFile(disk.create(file, confidential));
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        return new StallingFile(disk.open(file));
    }

    @Override
    public void createFolder(Path folder, boolean confidential) throws IOException {
        disk.createFolder(folder, confidential);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    @Override
    public long size(Path file) throws IOException {
        return disk.size(file);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    private final class StallingFile implements OpenFile {
        private final OpenFile file;

        StallingFile(OpenFile file) {
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            stall();
            file.write(bytes, offset, length, position);
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
