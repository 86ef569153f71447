package dev.tributary.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFileTakesThePlaceOfAnother() throws IOException {
        Path place = Files.writeString(folder.resolve("place"), "old");
        Path fresh = folder.resolve("fresh");
        DurableFiles.write(fresh, "new".getBytes(StandardCharsets.UTF_8));

        DurableFiles.replace(fresh, place);

        assertThat(place).hasContent("new");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void aFolderTakesAPlaceInAnotherFolder() throws IOException {
        Path place = folder.resolve("a/b/place");
        DurableFiles.createFolderOf(place);
        Path fresh = folder.resolve("fresh");
        DurableFiles.createFolders(fresh.resolve("inside"));
        DurableFiles.forceFolders(fresh);

        DurableFiles.replace(fresh, place);

        assertThat(place.resolve("inside")).isDirectory();
        assertThat(fresh).doesNotExist();
    }

    @Test
    void whatCannotBeReplacedStays() throws IOException {
        Path place = Files.createDirectories(folder.resolve("place/inside"));
        Path fresh = Files.createDirectory(folder.resolve("fresh"));

        assertThatThrownBy(() -> DurableFiles.replace(fresh, folder.resolve("place")))
                .isInstanceOfAny(DirectoryNotEmptyException.class, FileSystemException.class);
        assertThatThrownBy(() -> DurableFiles.replace(folder.resolve("nothing"), place))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DurableFiles.write(place, new byte[0])).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(place).isDirectory();
        assertThat(fresh).isDirectory();
    }

    /** Of a file that its owner may only read, such as a copy of settings that are read-only. */
    @Test
    void aFileThatMayNotBeWrittenCanBeForced() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        DurableFiles.replace(file, folder.resolve("place"));

        assertThat(folder.resolve("place")).hasContent("text");
    }

    @Test
    void onlyTheFolderItselfGetsTheRights() throws IOException {
        Path inner = folder.resolve("outer/inner");

        DurableFiles.createFolders(
                inner, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        DurableFiles.createFolders(inner);

        assertThat(Files.getPosixFilePermissions(inner)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("outer")))
                .isEqualTo(Files.getPosixFilePermissions(Files.createDirectory(folder.resolve("usual"))));
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Files.writeString(folder.resolve("file"), "text");

        assertThatThrownBy(() -> DurableFiles.createFolders(folder.resolve("file/inside")))
                .isInstanceOf(FileSystemException.class);
    }

    @Test
    void everythingInAFolderIsDeletedAndNothingBehindALink() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "text");
        Path deleted = Files.createDirectories(folder.resolve("deleted/inside")).getParent();
        Files.createSymbolicLink(deleted.resolve("link"), kept);

        DurableFiles.deleteAll(deleted);
        DurableFiles.deleteAll(deleted);

        assertThat(deleted).doesNotExist();
        assertThat(kept.resolve("file")).hasContent("text");
    }
}
