package dev.tributary.config;

import dev.tributary.files.DurableFiles;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of feeds in {@code tributary.yaml}, and how to change it without touching the rest of the file, comments
 * included. Two processes that change it at the same moment: the later one wins.
 */
public final class FeedsFile {
    private final Path directory;
    private final Path file;

    /** The settings file of the project in this folder; it need not exist. */
    public FeedsFile(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.file = this.directory.resolve(SettingsReader.FILE);
    }

    /** A change worked out and checked, not yet made. */
    public final class Change {
        private final String text;
        private final Feeds feeds;

        private Change(String text, Feeds feeds) {
            this.text = text;
            this.feeds = feeds;
        }

        /** The feeds as they will be. */
        public Feeds feeds() {
            return feeds;
        }

        /**
         * Makes the change: wholly or, whatever happens, not at all.
         *
         * @throws UncheckedIOException when the file cannot be written; it is as it was then
         */
        public void write() {
            try {
                replace(text);
            } catch (IOException failed) {
                throw new UncheckedIOException("write " + file + ": " + failed.getMessage(), failed);
            }
        }
    }

    /** The feeds of the file, or the defaults. */
    public Feeds feeds() {
        return SettingsReader.feedsIn(directory, text());
    }

    /**
     * Adds a feed at the end.
     *
     * @return empty when a feed of this topic is there already
     * @throws ConfigException when the file is not valid before
     */
    public Optional<Change> add(Feed feed) {
        Feeds before = feeds();
        if (position(before, feed.topic()).isPresent()) {
            return Optional.empty();
        }
        List<Feed> after = new ArrayList<>(before.feeds());
        after.add(feed);
        return Optional.of(change(text -> text.with(feed, before), new Feeds(after)));
    }

    /**
     * Removes a feed. What it brought stays in the lake and the warehouse.
     *
     * @return empty when there is no feed of this topic
     * @throws ConfigException when the file is not valid before
     */
    public Optional<Change> remove(String topic) {
        Feeds before = feeds();
        return position(before, topic).map(position -> {
            List<Feed> after = new ArrayList<>(before.feeds());
            after.remove(position.intValue());
            return change(text -> text.without(position, before), new Feeds(after));
        });
    }

    private interface Edit {
        String apply(FeedsText text) throws YamlText.BrokenYaml;
    }

    private Change change(Edit edit, Feeds expected) {
        try {
            String text = edit.apply(new FeedsText(text()));
            if (SettingsReader.feedsIn(directory, text).equals(expected)) {
                return new Change(text, expected);
            }
        } catch (YamlText.BrokenYaml | ConfigException | IndexOutOfBoundsException unusual) {
            throw cannotEdit("its list of feeds is written in a way that cannot be edited safely");
        }
        throw cannotEdit("its list of feeds is written in a way that cannot be edited safely");
    }

    private ConfigException cannotEdit(String reason) {
        Origin place = new Origin.InFile(file, 0, 0);
        return new ConfigException(List.of(
                new Problem(place, KnownSettings.FEEDS.key(), reason + "; edit the file by hand", Optional.empty())));
    }

    private static Optional<Integer> position(Feeds feeds, String topic) {
        for (int i = 0; i < feeds.feeds().size(); i++) {
            if (feeds.feeds().get(i).topic().equalsIgnoreCase(topic)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private String text() {
        try {
            return Files.exists(file) ? YamlText.decode(Files.readAllBytes(file)) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException("read " + file + ": " + unreadable.getMessage(), unreadable);
        } catch (YamlText.BrokenYaml broken) {
            throw new ConfigException(List.of(new Problem(
                    new Origin.InFile(file, broken.line, broken.column),
                    "",
                    "not YAML: " + broken.getMessage(),
                    Optional.empty())));
        }
    }

    private void replace(String text) throws IOException {
        DurableFiles.createFolders(directory);
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path aside = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(aside);
        try {
            DurableFiles.write(aside, text.getBytes(StandardCharsets.UTF_8));
            keepPermissions(target, aside);
            DurableFiles.replace(aside, target); // the file changes here, at once or not at all
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        if (Files.exists(from) && Files.getFileStore(from).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
    }
}
