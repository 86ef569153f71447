package dev.tributary.lake;

import java.nio.file.Path;
import java.util.List;

/** A process that tries to open a lake for writing: ends with 3 when it is locked, and prints why. */
final class LockProbe {
    private LockProbe() {}

    public static void main(String[] args) {
        try {
            LakeWriter.open(
                            new LakeLayout(Path.of(args[0])),
                            new Feeds(List.of()),
                            1,
                            new LocalDisk(),
                            CrashPoint.Visitor.NONE)
                    .close();
        } catch (LakeLockedException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }
}
