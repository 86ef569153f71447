package dev.tributary.pipeline;

import dev.tributary.files.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * That a restoring is to be brought to its end: everything is copied and compared, and nothing needs the backup any more. While its file is there, the
 * folder is no project yet.
 *
 * @param backup where the backup is, absolute
 * @param database where the warehouse goes, absolute
 */
record RestoreDecision(Path backup, Path database) {
    private static final String FILE = "DECIDED";

    /** The decision in a folder of copies, if there is one. */
    static Optional<RestoreDecision> read(Path staging) throws IOException {
        Properties properties = new Properties();
        try (InputStream text = Files.newInputStream(staging.resolve(FILE))) {
            properties.load(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.of(new RestoreDecision(
                Path.of(properties.getProperty("backup", "")), Path.of(properties.getProperty("database", ""))));
    }

    /** Decides: the one act. */
    void write(Path staging) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("backup", backup.toString());
        properties.setProperty("database", database.toString());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        properties.store(text, "a restoring, to be brought to its end by running it again");
        Path beside = staging.resolve(FILE + ".part");
        DurableFiles.write(beside, text.toByteArray());
        DurableFiles.replace(beside, staging.resolve(FILE));
    }

    /** Everything is in its place. */
    static void carriedOut(Path staging) throws IOException {
        Files.delete(staging.resolve(FILE));
        DurableFiles.forceFolder(staging);
    }
}
