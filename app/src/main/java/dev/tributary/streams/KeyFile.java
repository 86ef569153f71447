package dev.tributary.streams;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The file with the secret in its versions, for its owner's eyes only. It appears whole or not at all, and no version in it is ever replaced. */
final class KeyFile {
    private static final int SECRET_BYTES = 32;
    private static final int MAX_BYTES = 65_536;

    private final Path path;

    KeyFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    boolean missing() {
        return Files.notExists(path);
    }

    /** What the file says. */
    String read() {
        try {
            refuseFolder();
            refuseOtherReaders();
            if (Files.size(path) > MAX_BYTES) {
                throw malformed(List.of("it has more than " + MAX_BYTES + " bytes"));
            }
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Makes the file with a new secret, unless it is there meanwhile: whoever loses the race reads what the winner wrote. */
    void create() {
        try {
            Path folder = parent();
            OwnerOnly.createFolders(folder);
            Path aside = aside(folder);
            try {
                KeyFileRights.restrict(aside);
                writeForced(aside, List.of(new KeyVersion(1, newSecret())));
                publish(aside);
            } finally {
                Files.deleteIfExists(aside);
            }
            DurableFiles.forceFolder(folder);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Adds a version with a new secret, if the active one is still this.
     *
     * @throws PseudonymKeyException when it is not, or another process is at it
     */
    void append(int active, Consumer<RotationPoint> points) {
        try (FileChannel lock = openLock()) {
            requireLocked(lock);
            List<KeyVersion> versions = new ArrayList<>(currentVersions(active));
            points.accept(RotationPoint.READ);
            versions.add(new KeyVersion(active + 1, newSecret()));
            Path fresh = path.resolveSibling(path.getFileName() + ".rotated");
            Files.deleteIfExists(fresh); // of a rotation that was broken off: nothing was made under its secret
            Files.createFile(fresh, OwnerOnly.file(path));
            KeyFileRights.restrict(fresh);
            writeForced(fresh, versions);
            points.accept(RotationPoint.WRITTEN);
            DurableFiles.replace(fresh, path); // the one act: the new version is there
            points.accept(RotationPoint.REPLACED);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private List<KeyVersion> currentVersions(int active) {
        KeyText current = KeyText.parse(read());
        if (!current.problems().isEmpty()) {
            throw malformed(current.problems());
        }
        if (current.versions().size() != active) {
            throw new PseudonymKeyException(
                    "another rotation was first: version " + current.versions().size() + " is active in " + path,
                    "nothing was changed; run it again if you want one version more",
                    null);
        }
        return current.versions();
    }

    /** A file of its own, which stays: the key file is replaced, and a lock on it would stay with the old one. */
    private FileChannel openLock() throws IOException {
        return FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OwnerOnly.file(path));
    }

    private void requireLocked(FileChannel lock) throws IOException {
        boolean locked;
        try {
            locked = lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new PseudonymKeyException(
                    "another rotation of " + path + " is at work",
                    "nothing was changed; wait until it has ended",
                    null);
        }
    }

    private PseudonymKeyException unusable(IOException cause) {
        return new PseudonymKeyException(
                "the pseudonym key file " + path + " cannot be read or made: " + cause,
                "make its folder writable and the file readable for this user, or set " + PseudonymKeys.VARIABLE,
                cause);
    }

    PseudonymKeyException malformed(List<String> problems) {
        return new PseudonymKeyException(
                "the pseudonym key file " + path + " is malformed: " + String.join("; ", problems),
                "restore it from a backup; under a new key all pseudonyms would differ from the old",
                null);
    }

    /** The file is missing, and what its secret made is still there. */
    PseudonymKeyException lost(String made) {
        return new PseudonymKeyException(
                "the pseudonym key file " + path + " is missing, but " + made,
                "put the file back from a backup, or set " + PseudonymKeys.VARIABLE
                        + "; a new key is not made, because no user would be found again under it",
                null);
    }

    private void refuseFolder() {
        if (Files.isDirectory(path)) {
            throw new PseudonymKeyException(
                    "the pseudonym key file " + path + " is a folder",
                    "move it away, and put the file back from a backup",
                    null);
        }
    }

    private Path aside(Path folder) throws IOException {
        return Files.createTempFile(folder, path.getFileName() + ".", ".new", OwnerOnly.file(path));
    }

    private static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    private Path parent() throws IOException {
        Path folder = path.getParent();
        if (folder == null) {
            throw new FileSystemException(path.toString(), null, "it is not a file");
        }
        return folder;
    }

    private static void writeForced(Path file, List<KeyVersion> versions) throws IOException {
        Files.write(file, KeyText.write(versions).getBytes(StandardCharsets.US_ASCII));
        DurableFiles.force(file);
    }

    /** A link, not a rename: a rename would replace the key that another process has published, and perhaps used, meanwhile. */
    private void publish(Path aside) throws IOException {
        try {
            Files.createLink(path, aside); // the one atomic act: the key is there
        } catch (FileAlreadyExistsException e) {
            return; // another process was first; its key is the key
        } catch (UnsupportedOperationException | FileSystemException e) {
            publishWithoutLinks(aside);
        }
    }

    /** For file systems without hard links. */
    private void publishWithoutLinks(Path aside) throws IOException {
        try {
            Files.move(aside, path);
        } catch (FileAlreadyExistsException e) {
            return; // as above
        }
    }

    private void refuseOtherReaders() throws IOException {
        if (KeyFileRights.openToOthers(path)) {
            throw new PseudonymKeyException(
                    "the pseudonym key file " + path + " is open to other users of this machine",
                    "chmod 600 " + path + "; if others may have read it: tributary privacy rotate --yes",
                    null);
        }
    }
}
