package dev.tributary.streams;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The file with the secret, for its owner's eyes only. It appears whole or not at all, and is never replaced. */
final class KeyFile {
    private static final int SECRET_BYTES = 32;
    private static final int MAX_BYTES = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Path path;

    KeyFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    /** What the file says; whoever loses the race to make it reads what the winner wrote. */
    String readOrCreate() {
        try {
            if (Files.notExists(path)) {
                create();
            }
            refuseOtherReaders();
            return read();
        } catch (IOException e) {
            throw new PseudonymKeyException(
                    "the pseudonym key file " + path + " cannot be read or made: " + e,
                    "make its folder writable and the file readable for this user, or set " + PseudonymKeys.VARIABLE,
                    e);
        }
    }

    PseudonymKeyException malformed() {
        return new PseudonymKeyException(
                "the pseudonym key file " + path + " is not " + PseudonymKeys.MIN_BYTES
                        + " or more bytes as hex or base64",
                "restore it from a backup; deleting it makes a new key, under which all pseudonyms differ from the old",
                null);
    }

    private String read() throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw malformed();
        }
        return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    }

    private void create() throws IOException {
        Path folder = parent();
        OwnerOnly.createFolders(folder);
        Path aside = Files.createTempFile(folder, path.getFileName() + ".", ".new", attributes());
        try {
            restrictToOwner(aside);
            writeForced(aside);
            publish(aside);
        } finally {
            Files.deleteIfExists(aside);
        }
        DurableFiles.forceFolder(folder);
    }

    private Path parent() throws IOException {
        Path folder = path.getParent();
        if (folder == null) {
            throw new FileSystemException(path.toString(), null, "it is not a file");
        }
        return folder;
    }

    private boolean posix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private FileAttribute<?>[] attributes() {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void restrictToOwner(Path file) throws IOException {
        AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (acl != null) {
            acl.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(acl.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }

    private static void writeForced(Path file) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        byte[] text = (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
        Files.write(file, text);
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
        if (!posix()) {
            return;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(permissions());
        permissions.retainAll(OTHERS);
        if (!permissions.isEmpty()) {
            throw new PseudonymKeyException(
                    "the pseudonym key file " + path + " is open to other users of this machine",
                    "chmod 600 " + path + "; if others may have read it, make a new key",
                    null);
        }
    }

    private Set<PosixFilePermission> permissions() throws IOException {
        try {
            return Files.getPosixFilePermissions(path);
        } catch (NoSuchFileException e) {
            throw new FileSystemException(path.toString(), null, "it vanished while it was being opened");
        }
    }
}
