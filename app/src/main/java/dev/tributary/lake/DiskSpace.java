package dev.tributary.lake;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Tells a full disk from a disk that refuses for another reason. */
final class DiskSpace {
    private static final List<String> WORDS =
            List.of("no space left", "not enough space on the disk", "quota exceeded");

    /** So little that SQLite cannot even make its shared memory. */
    private static final long LITTLE_BYTES = 64 << 10;

    private DiskSpace() {}

    /** Whether the failure came from a lack of space; the system may say so in its user's language. */
    static boolean ranOut(IOException failure, Path folder) {
        String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(said::contains) || (isUnspecific(failure) && isShort(folder));
    }

    /** Whether there is next to nothing left where the folder is. */
    static boolean isShort(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() < LITTLE_BYTES;
        } catch (IOException e) {
            return false; // then the failure that made us ask says more than this one
        }
    }

    private static boolean isUnspecific(IOException failure) {
        return failure.getClass() == IOException.class || failure.getClass() == FileSystemException.class;
    }
}
