package dev.tributary.lake;

import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Says that somebody reads the files of a lake, so that none of them is deleted meanwhile. Any number may be held, in any processes. One whose process was
 * killed counts no more. Take it before asking which files there are.
 *
 * <p>A load takes none: what it still has to read is not loaded, and therefore never deleted.
 */
public final class LakeLease implements AutoCloseable {
    private final Optional<Path> file;

    private LakeLease(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Takes a lease. Of a folder without a ledger nothing is ever deleted, and nothing is written there.
     *
     * @param purpose what the files are read for, such as {@code backup}
     * @throws LakeException when the lake's state folder cannot be written
     */
    public static LakeLease take(LakeLayout layout, String purpose) {
        if (!Files.exists(layout.ledger())) {
            return new LakeLease(Optional.empty());
        }
        Path file = layout.leases().resolve(purpose + "-" + UUID.randomUUID());
        try {
            OwnerOnly.createFolders(layout.leases());
            Files.writeString(file, LakeLock.Holder.ofThisProcess().text(), StandardOpenOption.CREATE_NEW);
            return new LakeLease(Optional.of(file));
        } catch (IOException e) {
            throw new LakeException(
                    "Cannot say in " + layout.leases() + " that the lake is being read: " + e,
                    Optional.of("make that folder writable for this user"),
                    e);
        }
    }

    /** Who reads now, in words; those of killed processes are cleared away. */
    static List<String> held(LakeLayout layout) throws IOException {
        List<String> held = new ArrayList<>();
        if (!Files.isDirectory(layout.leases())) {
            return held;
        }
        try (DirectoryStream<Path> leases = Files.newDirectoryStream(layout.leases())) {
            for (Path lease : leases) {
                Optional<LakeLock.Holder> holder = LakeLock.holder(lease);
                if (holder.isEmpty() || holder.get().mayLive()) {
                    describe(lease, holder).ifPresent(held::add);
                } else {
                    Files.deleteIfExists(lease);
                }
            }
        }
        return held;
    }

    /** One that was given back meanwhile is none; one that does not say whose it is was just begun. */
    private static Optional<String> describe(Path lease, Optional<LakeLock.Holder> holder) {
        if (!Files.exists(lease)) {
            return Optional.empty();
        }
        String name = lease.getFileName().toString();
        String purpose = name.substring(0, Math.max(0, name.indexOf('-')));
        return Optional.of(purpose + holder.map(who -> " of " + who).orElse(", see " + lease));
    }

    /** Gives it back. */
    @Override
    public void close() {
        file.ifPresent(LakeLease::giveBack);
    }

    /** One that somebody cleared away is given back. */
    private static void giveBack(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LakeException("Cannot give back " + file + ": " + e, e);
        }
    }
}
