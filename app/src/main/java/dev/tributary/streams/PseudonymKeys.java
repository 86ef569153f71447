package dev.tributary.streams;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret behind the pseudonyms. Each column has a key of its own, derived from the one secret, so that equal pseudonyms in
 * two columns mean nothing. Whoever loses the secret gets different pseudonyms from then on; whoever leaks it can be asked who
 * is who by trying all the names.
 */
public final class PseudonymKeys {
    /** The environment variable that wins over the file: at least 16 bytes as hex or base64. */
    public static final String VARIABLE = "TRIBUTARY_PSEUDONYM_KEY";

    static final int MIN_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "tributary pseudonym 1 ";
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})+");

    private final byte[] secret;

    private PseudonymKeys(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The keys from {@value #VARIABLE} if it is set and not blank, otherwise from the file, which is made with a new random secret
     * when it is missing. Two processes that start at the same moment end with the same keys.
     *
     * @throws PseudonymKeyException when the secret is malformed, or the file can be read by others, or cannot be read or made
     */
    public static PseudonymKeys loadOrCreate(Path keyFile, Map<String, String> environment) {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isBlank()) {
            return parse(variable)
                    .orElseThrow(() -> new PseudonymKeyException(
                            "the environment variable " + VARIABLE + " is not " + MIN_BYTES
                                    + " or more bytes as hex or base64",
                            "set it to the output of: openssl rand -hex 32",
                            null));
        }
        KeyFile file = new KeyFile(keyFile);
        return parse(file.readOrCreate()).orElseThrow(file::malformed);
    }

    /** The keys of a secret at hand. */
    static PseudonymKeys of(byte[] secret) {
        return new PseudonymKeys(secret.clone());
    }

    /** Makes the pseudonyms of a column; for use by one thread. */
    Pseudonym forColumn(String column) {
        byte[] label = (PURPOSE + column).getBytes(StandardCharsets.UTF_8);
        return new Pseudonym(mac(mac(secret).doFinal(label)));
    }

    /** Hex where it can be hex, otherwise base64. */
    private static Optional<PseudonymKeys> parse(String text) {
        String trimmed = text.strip();
        return decode(trimmed).filter(bytes -> bytes.length >= MIN_BYTES).map(PseudonymKeys::new);
    }

    private static Optional<byte[]> decode(String text) {
        if (HEX.matcher(text).matches()) {
            return Optional.of(HexFormat.of().parseHex(text));
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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
        return "PseudonymKeys[********]";
    }
}
