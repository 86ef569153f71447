package dev.tributary.lake;

import java.nio.file.Path;
import java.util.Optional;

/** Another writer is on the lake. */
public final class LakeLockedException extends LakeException {
    private final transient Optional<LakeLock.Holder> holder;

    LakeLockedException(Path root, Optional<LakeLock.Holder> holder) {
        super(
                "Lake " + root + " is in use by "
                        + holder.map(LakeLock.Holder::toString).orElse("another process"),
                Optional.of("stop that process, or name another folder with --dir"),
                null);
        this.holder = holder;
    }

    /** Who holds the lock, where it could be read. */
    public Optional<LakeLock.Holder> holder() {
        return holder;
    }
}
