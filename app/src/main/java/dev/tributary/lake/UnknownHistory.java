package dev.tributary.lake;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Refuses to start a new ledger on a lake that Tributary filled before: everything would be taken a second time. */
final class UnknownHistory {
    private static final long PROBE_BYTES = 256 << 10;

    private UnknownHistory() {}

    static void refuse(LakeLayout layout) throws IOException {
        for (LakeFile file : new ForeignFiles(layout).onDisk()) {
            if (isOurs(layout, file)) {
                throw new LakeException(
                        "Lake ledger " + layout.ledger() + " is missing, but Tributary wrote " + file.path()
                                + " and would take its records a second time",
                        LedgerFormat.REBUILD);
            }
        }
    }

    private static boolean isOurs(LakeLayout layout, LakeFile file) throws IOException {
        AtomicBoolean first = new AtomicBoolean(true);
        AtomicBoolean ours = new AtomicBoolean();
        LakeLines.read(
                layout.resolve(file.path()),
                0,
                Math.min(PROBE_BYTES, file.length()),
                (position, buffer, offset, length, terminated) -> {
                    if (first.getAndSet(false)) {
                        ours.set(stamp(buffer, offset, length).isPresent());
                    }
                });
        return ours.get();
    }

    private static Optional<Stamp> stamp(byte[] buffer, int offset, int length) {
        try {
            return LakeLine.parse(buffer, offset, length).stamp();
        } catch (NotAnObjectException e) {
            return Optional.empty();
        }
    }
}
