package dev.tributary.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.streams.KeyVersion;
import dev.tributary.streams.PseudonymKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttackTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long SEED = 20261126;

    private final MaskedSeen seen = new MaskedSeen();
    private int planted;

    @Test
    void whatWasMadeBadlyIsRecoveredAndWhatWasMadeUnderAKeyIsNot() throws Exception {
        plant(HEX.formatHex(digest("MD5", "USER-4026")));
        plant(HEX.formatHex(digest("MD5", "USER-4027")).toUpperCase(Locale.ROOT));
        plant(HEX.formatHex(digest("SHA-1", "USER-1000")));
        plant(HEX.formatHex(digest("SHA-256", "USER-9999")).substring(0, 32));
        plant(HEX.formatHex(digest("SHA-512", "user-5000")));
        plant(HEX.formatHex(digest("SHA3-256", "USER-5001")));
        plant(Base64.getEncoder().encodeToString(digest("SHA-256", "USER-5002")));
        plant(Base64.getUrlEncoder().withoutPadding().encodeToString(digest("MD5", "USER-5003")));
        plant(HEX.formatHex(digest("MD5", "USER_ID_HASHEDUSER-5004")));
        plant(HEX.formatHex(digest("SHA-256", "USER-5005salt")));
        plant(HEX.formatHex(hmac("HmacSHA256", "secret", "USER-5006")));
        plant(HEX.formatHex(hmac("HmacSHA1", "\0", "USER-5007")));
        plant(HEX.formatHex(digest("MD5", "Smith")));
        plant(HEX.formatHex(digest("MD5", "zoe@example.org")));
        plant(PseudonymKeys.of(new byte[32]).active().pseudonym(PseudonymKeys.USER_ID, "USER-5008"));
        plant("USER-5009");
        plant("0105-RESU");
        int made = planted;
        KeyVersion key = PseudonymKeys.of(secret()).active();
        for (int user = 1000; user < 2000; user++) {
            add(MaskedColumn.USER_ID_HASHED, key.pseudonym(PseudonymKeys.USER_ID, "USER-" + user));
            add(MaskedColumn.USER_NAME_HASHED, key.pseudonym(PseudonymKeys.USER_NAME, "USER-" + user));
        }
        add(MaskedColumn.STREET_MASKED, HEX.formatHex(digest("MD5", "742 Main St")));

        Map<MaskedColumn, Attack.Outcome> outcomes = new Attack(List.of("zoe@example.org")).run(seen, tried -> {});

        assertThat(outcomes.get(MaskedColumn.USER_ID_HASHED).recovered()).isEqualTo(made);
        assertThat(outcomes).doesNotContainKey(MaskedColumn.USER_NAME_HASHED);
        assertThat(outcomes.get(MaskedColumn.STREET_MASKED).form()).isEqualTo("MD5");
        assertThat(seen.table(MaskedColumn.USER_ID_HASHED).common(seen.table(MaskedColumn.USER_NAME_HASHED)))
                .as("the columns have keys of their own")
                .isZero();
    }

    private static byte[] secret() {
        byte[] secret = new byte[32];
        new Random(SEED).nextBytes(secret);
        return secret;
    }

    private void plant(String pseudonym) {
        add(MaskedColumn.USER_ID_HASHED, pseudonym);
        planted++;
    }

    private void add(MaskedColumn column, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        seen.add(column, bytes, 0, bytes.length, 0);
    }

    private static byte[] digest(String algorithm, String text) throws Exception {
        return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(String algorithm, String key, String text) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"742 Main St", "7** ******", "*** M*****", "*** **** St", "742 ******"})
    void aMaskThatKeepsSomethingOfAStreetIsSeen(String mask) {
        add(MaskedColumn.STREET_MASKED, mask);
        assertThat(seen.weak(MaskedColumn.STREET_MASKED)).containsOnlyKeys(mask);
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.77", "203.0.113.x", "2001:db8:1:2::3", "f81d4fae7dec11d0a76500a0c91e6bf6"})
    void aMaskThatShowsMoreThanHalfOfAnAddressIsSeen(String mask) {
        add(MaskedColumn.IP_MASKED, mask);
        assertThat(seen.weak(MaskedColumn.IP_MASKED)).containsOnlyKeys(mask);
    }

    @Test
    void aMaskThatHidesIsNot() {
        for (String mask : List.of("203.0.x.x", "2001:db8:x:x:x:x:x:x", "x.x.x.x")) {
            add(MaskedColumn.IP_MASKED, mask);
        }
        for (String mask : List.of("*** ******", "hidden", "")) {
            add(MaskedColumn.STREET_MASKED, mask);
        }
        assertThat(seen.weak(MaskedColumn.IP_MASKED)).isEmpty();
        assertThat(seen.weak(MaskedColumn.STREET_MASKED)).isEmpty();
    }
}
