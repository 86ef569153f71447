package dev.tributary.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.PowerCut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyRotationTest {
    @TempDir
    private Path folder;

    private Path file;
    private String first;

    @BeforeEach
    void makeKey() {
        file = folder.resolve("pseudonym.key");
        first = pseudonym(PseudonymKeys.loadOrCreate(file, Map.of()).active());
    }

    @Test
    void theNewVersionIsActiveAndTheOldOnesStay() throws IOException {
        rotation().run();
        rotation().run();

        List<KeyVersion> versions = keys().versions();
        assertThat(versions).extracting(KeyVersion::number).containsExactly(1, 2, 3);
        assertThat(versions).extracting(KeyRotationTest::pseudonym).doesNotHaveDuplicates();
        assertThat(pseudonym(versions.get(0))).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("1 [0-9a-f]{64}\n2 [0-9a-f]{64}\n3 [0-9a-f]{64}\n");
    }

    @Test
    void whoLooksChangesNothing() throws IOException {
        byte[] before = Files.readAllBytes(file);
        KeyRotation rotation = rotation();
        assertThat(rotation.active()).isEqualTo(1);
        assertThat(rotation.next()).isEqualTo(2);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    @ParameterizedTest
    @EnumSource(RotationPoint.class)
    void brokenOffAnywhereItLeavesTheOldFileOrTheNewOne(RotationPoint at) {
        KeyRotation broken = KeyRotation.of(file, Map.of(), point -> {
            if (point == at) {
                throw new PowerCut(at.name());
            }
        });
        assertThatThrownBy(broken::run).isInstanceOf(PowerCut.class);

        int left = keys().versions().size();
        assertThat(left).isEqualTo(at == RotationPoint.REPLACED ? 2 : 1);
        assertThat(pseudonym(keys().versions().get(0))).isEqualTo(first);
        rotation().run();
        assertThat(keys().versions()).hasSize(left + 1);
        assertThat(folder.resolve("pseudonym.key.rotated")).doesNotExist();
    }

    @Test
    void ofRotationsAtOnceOneWinsAndNoVersionIsLost() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 1; round <= 10; round++) {
                List<Callable<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    KeyRotation rotation = rotation();
                    all.add(() -> succeeds(rotation));
                }
                int done = 0;
                for (Future<Boolean> one : threads.invokeAll(all)) {
                    done += one.get() ? 1 : 0;
                }
                assertThat(done).isEqualTo(1);
                assertThat(keys().versions()).hasSize(round + 1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(pseudonym(keys().versions().get(0))).isEqualTo(first);
    }

    private static boolean succeeds(KeyRotation rotation) {
        try {
            rotation.run();
            return true;
        } catch (PseudonymKeyException e) {
            assertThat(e).hasMessageContaining("another rotation");
            return false;
        }
    }

    @Test
    void aKeyOfTheEnvironmentIsNotRotatedButItsNextFormIsNamed() {
        String two = "11".repeat(32) + ",2 " + "22".repeat(32);
        assertThatThrownBy(() -> KeyRotation.of(file, Map.of(PseudonymKeys.VARIABLE, two)))
                .isInstanceOfSatisfying(
                        PseudonymKeyException.class,
                        e -> assertThat(e.fix().orElseThrow()).contains("append \",3 SECRET\"", "openssl rand -hex 32"))
                .hasMessageContaining(PseudonymKeys.VARIABLE);
    }

    @Test
    void whatIsMissingIsNotRotatedAndNotMade() {
        Path missing = folder.resolve("other.key");
        assertThatThrownBy(() -> KeyRotation.of(missing, Map.of()))
                .isInstanceOf(PseudonymKeyException.class)
                .hasMessageContaining("no pseudonym key file " + missing);
        assertThat(missing).doesNotExist();
    }

    private KeyRotation rotation() {
        return KeyRotation.of(file, Map.of());
    }

    private PseudonymKeys keys() {
        return PseudonymKeys.load(file, Map.of()).orElseThrow();
    }

    private static String pseudonym(KeyVersion version) {
        return version.pseudonym(PseudonymKeys.USER_ID, "USER-1234");
    }
}
