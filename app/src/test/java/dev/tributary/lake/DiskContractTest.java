package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.ForgettingDisk;
import dev.tributary.testing.SplitWriteDisk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the writer relies on, of the real disk and of the one for tests alike. */
class DiskContractTest {
    @TempDir
    Path folder;

    static Stream<Disk> disks() {
        return Stream.of(new LocalDisk(), new ForgettingDisk(), new SplitWriteDisk(point -> {}));
    }

    @ParameterizedTest
    @MethodSource("disks")
    void whatIsWrittenAtAPositionIsThere(Disk disk) throws IOException {
        Path path = folder.resolve("f");
        try (Disk.OpenFile file = disk.create(path, false)) {
            file.write(bytes("..one"), 2, 3, 0);
            file.write(bytes("two"), 0, 3, 3);
            file.write(bytes("X"), 0, 1, 1);
            file.force();
        }

        assertThat(path).hasContent("oXetwo");
        assertThat(disk.size(path)).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("disks")
    void cuttingLeavesTheBeginning(Disk disk) throws IOException {
        Path path = Files.writeString(folder.resolve("f"), "0123456789");
        try (Disk.OpenFile file = disk.open(path)) {
            file.truncate(4);
            file.truncate(8);
        }

        assertThat(path).hasContent("0123");
    }

    @ParameterizedTest
    @MethodSource("disks")
    void aFileThatExistsIsNeverMadeAnew(Disk disk) throws IOException {
        Path path = Files.writeString(folder.resolve("f"), "theirs");

        assertThatThrownBy(() -> disk.create(path, false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(path).hasContent("theirs");
    }

    @ParameterizedTest
    @MethodSource("disks")
    void aFileThatIsNotThereIsNotMadeByOpening(Disk disk) {
        Path path = folder.resolve("f");

        assertThatThrownBy(() -> disk.open(path)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.size(path)).isInstanceOf(NoSuchFileException.class);
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("disks")
    void foldersAreMadeOnceAndNotOverAFile(Disk disk) throws IOException {
        Path inner = folder.resolve("inner");
        disk.createFolder(inner, true);
        disk.createFolder(inner, false);
        disk.forceFolder(inner);
        Path file = Files.writeString(folder.resolve("f"), "");

        assertThat(inner).isDirectory();
        assertThatThrownBy(() -> disk.createFolder(file, false)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @ParameterizedTest
    @MethodSource("disks")
    void confidentialMeansForTheOwnerOnly(Disk disk) throws IOException {
        Path inner = folder.resolve("inner");
        disk.createFolder(inner, true);
        disk.create(inner.resolve("f"), true).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner.resolve("f"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @MethodSource("disks")
    void filesAndEmptyFoldersAreDeletedAndNothingElse(Disk disk) throws IOException {
        Path inner = folder.resolve("inner");
        disk.createFolder(inner, false);
        disk.create(inner.resolve("f"), false).close();

        disk.delete(inner);
        assertThat(inner.resolve("f")).exists();
        disk.delete(inner.resolve("f"));
        disk.delete(inner);
        disk.delete(inner);
        assertThat(inner).doesNotExist();
    }

    @Test
    void theForgettingDiskBringsBackWhatWasDeletedAndNotForced() throws IOException {
        int back = 0;
        Random random = new Random(7);
        for (int seed = 0; seed < 50; seed++) {
            ForgettingDisk disk = new ForgettingDisk();
            Path kept = Files.writeString(folder.resolve("kept" + seed), "kept");
            Path gone = Files.writeString(folder.resolve("gone" + seed), "gone");
            disk.delete(gone);
            disk.forceFolder(folder);
            disk.delete(kept);
            disk.loseUnforced(random);

            assertThat(gone).doesNotExist();
            back += Files.exists(kept) ? 1 : 0;
        }
        assertThat(back).isBetween(10, 40);
    }

    @Test
    void theForgettingDiskKeepsWhatWasForcedAndNotAlwaysTheRest() throws IOException {
        int lost = 0;
        for (int seed = 0; seed < 50; seed++) {
            Path inner = folder.resolve("round" + seed);
            ForgettingDisk disk = new ForgettingDisk();
            disk.createFolder(inner, false);
            disk.forceFolder(folder);
            try (Disk.OpenFile file = disk.create(inner.resolve("f"), false)) {
                disk.forceFolder(inner);
                file.write(bytes("kept"), 0, 4, 0);
                file.force();
                file.write(bytes("lost"), 0, 4, 4);
            }
            disk.create(inner.resolve("g"), false).close();
            disk.loseUnforced(new Random(seed));

            assertThat(Files.readString(inner.resolve("f"))).startsWith("kept");
            lost += Files.readString(inner.resolve("f")).equals("keptlost") ? 0 : 1;
            lost += Files.exists(inner.resolve("g")) ? 0 : 1;
        }
        assertThat(lost).isBetween(20, 95);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
