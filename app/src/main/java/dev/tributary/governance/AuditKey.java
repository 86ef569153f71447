package dev.tributary.governance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret under which entries are sealed and identifying values digested. Whoever lacks it can neither forge an entry nor guess a value. */
final class AuditKey {
    static final String FILE = "audit.key";

    private static final int SECRET_BYTES = 32;
    private static final int DIGEST_BYTES = 6;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec seals;
    private final SecretKeySpec digests;

    private AuditKey(byte[] secret) {
        this.seals = derived(secret, "tributary audit seal 1");
        this.digests = derived(secret, "tributary audit digest 1");
    }

    /**
     * The key of a project, made when there is none. Two processes that start at the same moment end with the same key.
     *
     * @throws GovernanceException when it cannot be read or made, is malformed, or others may read it
     */
    static AuditKey loadOrCreate(Path state) {
        Path file = state.resolve(FILE);
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            return load(file);
        } catch (IOException e) {
            throw new GovernanceException(
                    "audit key " + file + ": cannot be read or made: " + e,
                    Optional.of("make its folder writable and the file readable for this user"),
                    e);
        }
    }

    private static AuditKey load(Path file) throws IOException {
        FileModes.requireOwnerOnly(file, "audit key");
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9a-f]{64}")) {
            throw new GovernanceException(
                    "audit key " + file + ": is not 64 hexadecimal digits", "put it back from a backup");
        }
        return new AuditKey(HexFormat.of().parseHex(text));
    }

    /** Written aside and moved without replacing: whoever loses the race uses the winner's key. */
    private static void create(Path file) throws IOException {
        Path aside = FileModes.createAside(file);
        try {
            byte[] secret = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(
                        (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.ISO_8859_1)));
                channel.force(true);
            }
            FileModes.publish(aside, file); // the one act: the key is there
        } catch (FileAlreadyExistsException e) {
            return; // another process was first; its key is the key
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** The seal of some texts, each of which keeps its own bounds, in hexadecimal digits. */
    String seal(String... texts) {
        Mac mac = mac(seals);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            mac.update(bytes);
        }
        return HexFormat.of().formatHex(mac.doFinal());
    }

    /** Stands for a value: equal values have equal digests, and nobody without the key can tell which value it was. */
    String digest(String value) {
        byte[] full = mac(digests).doFinal(value.getBytes(StandardCharsets.UTF_8));
        return "#" + HexFormat.of().formatHex(Arrays.copyOf(full, DIGEST_BYTES));
    }

    private static SecretKeySpec derived(byte[] secret, String purpose) {
        byte[] key = mac(new SecretKeySpec(secret, ALGORITHM)).doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        return new SecretKeySpec(key, ALGORITHM);
    }

    private static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ", which every Java has, is missing", e);
        }
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "AuditKey[********]";
    }
}
