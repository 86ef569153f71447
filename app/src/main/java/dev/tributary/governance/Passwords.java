package dev.tributary.governance;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Passwords as they are kept: PBKDF2 with HMAC-SHA-256, a salt for each, and the cost beside it so that it can be raised. */
final class Passwords {
    static final int MIN_CHARACTERS = 12;
    static final int MAX_CHARACTERS = 1_000;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final int ROUNDS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private Passwords() {}

    /**
     * What is kept of a password.
     *
     * @throws GovernanceException when it is too short or too long
     */
    static String hashed(char[] password) {
        if (password.length < MIN_CHARACTERS || password.length > MAX_CHARACTERS) {
            throw new GovernanceException(
                    "the password is too " + (password.length < MIN_CHARACTERS ? "short" : "long") + ": "
                            + password.length + " characters",
                    "choose " + MIN_CHARACTERS + " to " + MAX_CHARACTERS + " characters");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return SCHEME + "$" + ROUNDS + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash(password, salt, ROUNDS));
    }

    /** Whether a password is the one that was kept. */
    static boolean fits(char[] password, String kept) {
        String[] parts = kept.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(expected, hash(password, salt, Integer.parseInt(parts[1])));
    }

    /** Takes as long as a comparison, so that nobody can tell by the time whether there is such a user. */
    static void waste(char[] password) {
        hash(password, new byte[SALT_BYTES], ROUNDS);
    }

    private static byte[] hash(char[] password, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ", which every Java has, is missing", e);
        } finally {
            spec.clearPassword();
        }
    }
}
