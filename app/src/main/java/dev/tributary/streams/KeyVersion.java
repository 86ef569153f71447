package dev.tributary.streams;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of the secret behind the pseudonyms. Each column has a key of its own, derived from the secret, so that equal pseudonyms in two
 * columns mean nothing. May be used by several threads.
 */
public final class KeyVersion {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "tributary pseudonym 1 ";

    private final int number;
    private final byte[] secret;

    KeyVersion(int number, byte[] secret) {
        this.number = number;
        this.secret = secret.clone();
    }

    /** From 1 on; what is not marked with a number was made under version 1. */
    public int number() {
        return number;
    }

    /**
     * The pseudonym of a clear value, as the topology makes it under this version.
     *
     * @param column {@link PseudonymKeys#USER_ID} or {@link PseudonymKeys#USER_NAME}
     */
    public String pseudonym(String column, String clear) {
        return forColumn(column).of(clear);
    }

    /** Makes the pseudonyms of a column, many of them; for use by one thread. */
    public UnaryOperator<String> pseudonyms(String column) {
        return forColumn(column)::of;
    }

    /** Makes the pseudonyms of a column; for use by one thread. */
    Pseudonym forColumn(String column) {
        byte[] label = (PURPOSE + column).getBytes(StandardCharsets.UTF_8);
        return new Pseudonym(mac(mac(secret).doFinal(label)));
    }

    boolean sameSecret(KeyVersion other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    byte[] secret() {
        return secret.clone();
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + ", which every Java has, is missing", e);
        }
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "KeyVersion[" + number + ", ********]";
    }
}
