package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymKeysTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private static final String OTHER = "ff".repeat(32);

    @TempDir
    private Path folder;

    @Test
    void aMissingFileIsMadeForItsOwnerAloneAndReadAgain() throws IOException {
        Path file = folder.resolve("deep/pseudonym.key");
        String first = userId(PseudonymKeys.loadOrCreate(file, Map.of()));
        assertThat(userId(PseudonymKeys.loadOrCreate(file, Map.of()))).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void twoFilesHaveDifferentSecrets() {
        assertThat(userId(PseudonymKeys.loadOrCreate(folder.resolve("a"), Map.of())))
                .isNotEqualTo(userId(PseudonymKeys.loadOrCreate(folder.resolve("b"), Map.of())));
    }

    @Test
    void whoStartsAtTheSameMomentGetsTheSameKeys() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path file = folder.resolve("key" + round);
                List<Callable<String>> starts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    starts.add(() -> userId(PseudonymKeys.loadOrCreate(file, Map.of())));
                }
                List<String> pseudonyms = new ArrayList<>();
                for (Future<String> start : threads.invokeAll(starts)) {
                    pseudonyms.add(start.get());
                }
                assertThat(pseudonyms).containsOnly(pseudonyms.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theEnvironmentWinsInHexAndInBase64() {
        Path file = folder.resolve("unused");
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));
        String fromHex = userId(PseudonymKeys.loadOrCreate(file, Map.of(PseudonymKeys.VARIABLE, HEX)));
        assertThat(userId(PseudonymKeys.loadOrCreate(file, Map.of(PseudonymKeys.VARIABLE, base64 + "\n"))))
                .isEqualTo(fromHex);
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "00ff", "not base64!", "AAAAAAAAAAAAAAAAAAAA"})
    void aMalformedFileIsRefusedWithoutShowingIt(String content) throws IOException {
        Path file = folder.resolve("key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
        assertThatThrownBy(() -> PseudonymKeys.loadOrCreate(file, Map.of()))
                .isInstanceOfSatisfying(
                        PseudonymKeyException.class, e -> assertThat(e.fix()).isPresent())
                .hasMessageContaining(file.toString())
                .satisfies(e -> assertThat(content.isEmpty() || !e.getMessage().contains(content))
                        .isTrue());
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void aMalformedVariableIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() ->
                        PseudonymKeys.loadOrCreate(folder.resolve("key"), Map.of(PseudonymKeys.VARIABLE, "tooshort")))
                .isInstanceOf(PseudonymKeyException.class)
                .hasMessageContaining(PseudonymKeys.VARIABLE)
                .hasMessageNotContaining("tooshort");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----"})
    void aFileThatIsOpenToOthersIsRefused(String permissions) throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, HEX);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> PseudonymKeys.loadOrCreate(file, Map.of()))
                .isInstanceOfSatisfying(
                        PseudonymKeyException.class,
                        e -> assertThat(e.fix().orElseThrow()).contains("chmod 600 " + file))
                .hasMessageNotContaining(HEX);
    }

    @Test
    void aPseudonymIsAnHmacUnderTheKeyOfItsColumn() throws Exception {
        byte[] secret = HexFormat.of().parseHex(HEX);
        byte[] column = hmac(secret, "tributary pseudonym 1 USER_ID_HASHED");
        String expected = HexFormat.of().formatHex(hmac(column, "USER-1234"), 0, 16);
        PseudonymKeys keys = PseudonymKeys.of(secret);
        assertThat(userId(keys)).isEqualTo(expected);
        assertThat(keys.active().forColumn("USER_NAME_HASHED").of("USER-1234")).isNotEqualTo(expected);
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingOfTheSecretIsPrinted() {
        assertThat(PseudonymKeys.of(HexFormat.of().parseHex(HEX)))
                .hasToString("PseudonymKeys[KeyVersion[1, ********]]");
    }

    @Test
    void theHighestVersionIsActiveAndTheOthersCanBeAsked() throws IOException {
        PseudonymKeys alone = PseudonymKeys.loadOrCreate(file(HEX), Map.of());
        PseudonymKeys both = PseudonymKeys.loadOrCreate(file("2 " + OTHER + "\n1 " + HEX + "\n"), Map.of());
        assertThat(both.versions()).extracting(KeyVersion::number).containsExactly(1, 2);
        assertThat(both.active().number()).isEqualTo(2);
        assertThat(both.versions().get(0).pseudonym(PseudonymKeys.USER_ID, "USER-1234"))
                .isEqualTo(userId(alone))
                .isNotEqualTo(userId(both));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s,2 %s", "1 %s, 2 %s", "2 %2$s\n1 %1$s", "%s\n2 %s\n"})
    void theVariableMayCarrySeveralVersions(String form) {
        PseudonymKeys keys = PseudonymKeys.loadOrCreate(
                folder.resolve("unused"), Map.of(PseudonymKeys.VARIABLE, form.formatted(HEX, OTHER)));
        assertThat(keys.versions()).extracting(KeyVersion::number).containsExactly(1, 2);
        assertThat(userId(keys))
                .isEqualTo(userId(PseudonymKeys.of(HexFormat.of().parseHex(OTHER))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 %1$s,3 %2$s | version 2 is missing",
                "2 %1$s | version 1 is missing",
                "1 %1$s,5 %2$s | versions 2 to 4 are missing",
                "%1$s,1 %2$s | version 1 is there twice",
                "1 %1$s,2 %1$s | versions 1 and 2 have the same secret",
                "0 %1$s | entry 1 is version 0",
                "1 %1$s,2 tooshort | entry 2 is not 16 or more bytes",
                "one %1$s | entry 1 is not 16 or more bytes",
                "1 %1$s,3 tooshort,9 | entry 2 is not 16 or more bytes as hex or base64; entry 3 is not"
            })
    void whatIsWrongWithVersionsIsNamedWithoutShowingThem(String form, String problem) throws IOException {
        String text = form.formatted(HEX, OTHER);
        Path file = file(text);
        assertThatThrownBy(() -> PseudonymKeys.loadOrCreate(file, Map.of()))
                .isInstanceOf(PseudonymKeyException.class)
                .hasMessageContaining(file + " is malformed: ")
                .hasMessageContaining(problem)
                .hasMessageNotContaining(HEX)
                .hasMessageNotContaining("tooshort");
        assertThatThrownBy(() ->
                        PseudonymKeys.loadOrCreate(folder.resolve("unused"), Map.of(PseudonymKeys.VARIABLE, text)))
                .isInstanceOf(PseudonymKeyException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining(OTHER);
    }

    @Test
    void aFolderInThePlaceOfTheFileIsNamed() throws IOException {
        Path file = Files.createDirectory(folder.resolve("pseudonym.key"));
        assertThatThrownBy(() -> PseudonymKeys.loadOrCreate(file, Map.of()))
                .isInstanceOf(PseudonymKeyException.class)
                .hasMessage("the pseudonym key file " + file + " is a folder");
    }

    @Test
    void aMissingFileIsNotMadeAnewWhereThereArePseudonyms() {
        Path file = folder.resolve("deep/pseudonym.key");
        assertThatThrownBy(() -> PseudonymKeys.loadOrCreate(file, Map.of(), () -> Optional.of("the lake has 12 rows")))
                .isInstanceOfSatisfying(
                        PseudonymKeyException.class,
                        e -> assertThat(e.fix().orElseThrow()).contains("backup", PseudonymKeys.VARIABLE))
                .hasMessage("the pseudonym key file " + file + " is missing, but the lake has 12 rows");
        assertThat(file.getParent()).doesNotExist();
        assertThat(PseudonymKeys.loadOrCreate(
                                file, Map.of(PseudonymKeys.VARIABLE, HEX), () -> Optional.of("the lake has 12 rows"))
                        .versions())
                .hasSize(1);
    }

    @Test
    void keysThatAreOnlyReadAreNotMade() {
        assertThat(PseudonymKeys.load(folder.resolve("pseudonym.key"), Map.of()))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    private Path file(String content) throws IOException {
        Path file = Files.createTempFile(folder, "pseudonym", ".key");
        Files.writeString(file, content);
        return file;
    }

    private static String userId(PseudonymKeys keys) {
        return keys.active().forColumn("USER_ID_HASHED").of("USER-1234");
    }
}
