package dev.tributary.testing;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Disk;
import dev.tributary.lake.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;

/** The real disk, except that each write is two: between them {@link CrashPoint#MID_LINE} is visited. */
public final class SplitWriteDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final CrashPoint.Visitor visitor;

    public SplitWriteDisk(CrashPoint.Visitor visitor) {
        this.visitor = visitor;
    }

    @Override
    public OpenFile create(Path file, boolean confidential) throws IOException {
        return new SplitFile(disk.create(file, confidential), visitor);
    }

    @Override
    public OpenFile open(Path file) throws IOException {
        return new SplitFile(disk.open(file), visitor);
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

    private record SplitFile(OpenFile file, CrashPoint.Visitor visitor) implements OpenFile {
        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            int half = length / 2;
            file.write(bytes, offset, half, position);
            visitor.at(CrashPoint.MID_LINE);
            file.write(bytes, offset + half, length - half, position + half);
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
