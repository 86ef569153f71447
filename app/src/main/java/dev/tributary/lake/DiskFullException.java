package dev.tributary.lake;

import java.util.Optional;

/** The disk has no room for what was to be written. The same work succeeds once there is room, after {@link LakeWriter#recover}. */
public final class DiskFullException extends LakeException {
    DiskFullException(String message, Throwable cause) {
        super(message, Optional.of("free space on the disk, then start again; nothing was half committed"), cause);
    }
}
