package dev.tributary.privacy;

import dev.tributary.streams.PseudonymKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a pseudonym would be made by somebody who made it badly: every way is tried on every possible value. For use by one thread. */
final class WeakGuesses {
    private static final List<String> USUAL = List.of("MD5", "SHA-1", "SHA-256", "SHA-512");
    private static final List<String> SALTS = List.of(
            "USER_ID_HASHED",
            "USER_NAME_HASHED",
            "USER_ID",
            "USER_NAME",
            "user_id",
            "user_name",
            "secret",
            "salt",
            "pepper",
            "password",
            "tributary",
            "key",
            "changeme",
            "123456",
            ":",
            "|");

    /** Secrets that are no secrets: what comes of an empty buffer, of the documentation, of a word. */
    private static final List<byte[]> SECRETS = List.of(
            new byte[16],
            new byte[32],
            filled(32, 0xff),
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
            HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeffe0e1e2e3e4e5e6e7e8e9eaebecedeeef"),
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"),
            HexFormat.of().parseHex("0123456789abcdef0123456789abcdef"),
            text("tributary"),
            text("tributarytributary"),
            text("secretsecretsecret"));

    /**
     * A way to make a pseudonym.
     *
     * @param name for people
     * @param fingerprint of a value's pseudonym
     */
    record Form(String name, ToLongFunction<String> fingerprint) {}

    private final List<Form> forms = new ArrayList<>();

    WeakGuesses() {
        asItIs();
        Set<String> algorithms = new TreeSet<>(Security.getAlgorithms("MessageDigest"));
        algorithms.forEach(this::unkeyed);
        USUAL.forEach(this::twice);
        USUAL.forEach(algorithm -> SALTS.forEach(salt -> salted(algorithm, salt)));
        USUAL.forEach(algorithm -> keyed(algorithm, "an empty key", new byte[1]));
        USUAL.forEach(algorithm -> SALTS.forEach(key -> keyed(algorithm, "the key '" + key + "'", text(key))));
        SECRETS.forEach(this::ours);
    }

    List<Form> forms() {
        return forms;
    }

    private void asItIs() {
        add("the value itself", value -> ofText(value));
        add(
                "the value backwards",
                value -> ofText(new StringBuilder(value).reverse().toString()));
        add("hex of the value", value -> ofText(HexFormat.of().formatHex(text(value))));
        add("base64 of the value", value -> ofText(Base64.getEncoder().encodeToString(text(value))));
    }

    private void unkeyed(String algorithm) {
        MessageDigest digest = digest(algorithm);
        add(algorithm, value -> Fingerprint.ofDigest(digest.digest(text(value))));
        add(
                algorithm + " in lower case",
                value -> Fingerprint.ofDigest(digest.digest(text(value.toLowerCase(Locale.ROOT)))));
        add(
                algorithm + " in upper case",
                value -> Fingerprint.ofDigest(digest.digest(text(value.toUpperCase(Locale.ROOT)))));
    }

    private void twice(String algorithm) {
        MessageDigest digest = digest(algorithm);
        add(
                algorithm + " twice",
                value -> Fingerprint.ofDigest(
                        digest.digest(text(HexFormat.of().formatHex(digest.digest(text(value)))))));
    }

    private void salted(String algorithm, String salt) {
        MessageDigest digest = digest(algorithm);
        add(
                algorithm + " with the salt '" + salt + "' before",
                value -> Fingerprint.ofDigest(digest.digest(text(salt + value))));
        add(
                algorithm + " with the salt '" + salt + "' behind",
                value -> Fingerprint.ofDigest(digest.digest(text(value + salt))));
    }

    private void keyed(String algorithm, String called, byte[] key) {
        Mac mac = mac("Hmac" + algorithm.replace("-", ""), key);
        add("HMAC-" + algorithm + " under " + called, value -> Fingerprint.ofDigest(mac.doFinal(text(value))));
    }

    /** Our own way, under a secret that is none. */
    private void ours(byte[] secret) {
        for (String column : List.of(PseudonymKeys.USER_ID, PseudonymKeys.USER_NAME)) {
            UnaryOperator<String> pseudonyms = PseudonymKeys.of(secret).active().pseudonyms(column);
            add("the pseudonym of " + column + " under a well-known secret", value -> ofText(pseudonyms.apply(value)));
        }
    }

    private void add(String name, ToLongFunction<String> fingerprint) {
        forms.add(new Form(name, fingerprint));
    }

    private static long ofText(String text) {
        byte[] bytes = text(text);
        return Fingerprint.of(bytes, 0, bytes.length);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static MessageDigest digest(String algorithm) {
        return known(algorithm, MessageDigest::getInstance);
    }

    private static Mac mac(String algorithm, byte[] key) {
        Mac mac = known(algorithm, Mac::getInstance);
        try {
            mac.init(new SecretKeySpec(key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " takes no key", e);
        }
    }

    private interface Lookup<T> {
        T of(String algorithm) throws GeneralSecurityException;
    }

    private static <T> T known(String algorithm, Lookup<T> lookup) {
        try {
            return lookup.of(algorithm);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + ", which this Java names, is missing", e);
        }
    }
}
