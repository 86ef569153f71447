package dev.tributary.lake;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where everything of a lake lies. Described for other tools in {@code docs/lake-format.md}.
 *
 * @param root the lake's folder
 */
public record LakeLayout(Path root) {
    /** The folder of the dead letters, beside those of the topics. */
    static final String DEAD_LETTERS = "_dead_letters";

    /** The folder of the archives, beside those of the topics. */
    static final String ARCHIVES = "_archive";

    /** The ending of every file of lines. */
    static final String SUFFIX = ".jsonl";

    private static final long DAY_MILLIS = 86_400_000L;
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final Pattern KAFKA_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])([.].*)?", Pattern.CASE_INSENSITIVE);

    /** The folder of what the lake keeps for itself. */
    public Path state() {
        return root.resolve(".tributary");
    }

    /** The SQLite database that says what is committed. */
    public Path ledger() {
        return state().resolve("ledger.db");
    }

    /** The file that the one writer of the lake holds locked. Never read or closed by a process that may hold it. */
    public Path lock() {
        return state().resolve("lock");
    }

    /** The text file that says who holds the lock. */
    public Path holder() {
        return state().resolve("holder");
    }

    /** The file that a prune holds locked, as the writer holds {@link #lock()}. */
    Path pruneLock() {
        return state().resolve("prune.lock");
    }

    /** The text file that says who prunes. */
    Path pruner() {
        return state().resolve("pruner");
    }

    /** The folder with a file for each reader that must not lose files under its hands. */
    Path leases() {
        return state().resolve("leases");
    }

    /** The text file that says who erases a person. While it is there nobody begins to read the files. */
    Path eraser() {
        return state().resolve("eraser");
    }

    /** What was pruned, a line each, for when the ledger is lost. */
    public Path pruneTrail() {
        return state().resolve("pruned.jsonl");
    }

    /** The file of a topic's day, relative to the root, with {@code /} between its parts on every system. */
    public String dayFile(String topic, LocalDate date) {
        return topic + "/" + date + "/" + topic + "_" + date + SUFFIX;
    }

    /** The file of a topic's dead letters of a day, relative to the root. */
    public String deadLetterFile(String topic, LocalDate date) {
        return DEAD_LETTERS + "/" + dayFile(topic, date);
    }

    /** The archive of a file of lines, relative to the root; the suffix has its dot. */
    String archive(String file, String suffix) {
        return ARCHIVES + "/" + file.substring(0, file.length() - SUFFIX.length()) + suffix;
    }

    /** The place of a relative path as in {@link LakeFile#path()}. */
    public Path resolve(String relative) {
        return root.resolve(relative);
    }

    /** The folders of a file, given as in {@link LakeFile#path()}, from the root down. */
    List<Path> foldersOf(String relative) {
        List<Path> folders = new ArrayList<>();
        folders.add(root);
        for (int slash = relative.indexOf('/'); slash > 0; slash = relative.indexOf('/', slash + 1)) {
            folders.add(resolve(relative.substring(0, slash)));
        }
        return folders;
    }

    /** The relative form of a path under the root, as in {@link LakeFile#path()}. */
    String relative(Path path) {
        return root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    /** The day of a record: its timestamp in UTC; before 1970 (or none, which is -1) the first day, after 9999 the last. */
    public static LocalDate dateOf(long timestampMillis) {
        return LocalDate.ofEpochDay(dayOf(timestampMillis));
    }

    static long dayOf(long timestampMillis) {
        return timestampMillis < 0 ? 0 : Math.min(timestampMillis / DAY_MILLIS, LAST_DAY);
    }

    /** Why a topic cannot have a folder that is safe on every system; empty when it can. */
    public static Optional<String> folderProblem(String topic) {
        if (!KAFKA_NAME.matcher(topic).matches()) {
            return Optional.of("it is not a Kafka topic name");
        }
        if (topic.startsWith("_") || topic.startsWith(".")) {
            return Optional.of("names that start with '" + topic.charAt(0) + "' are kept for the lake's own folders");
        }
        if (topic.endsWith(".")) {
            return Optional.of("a folder's name must not end in '.' on Windows");
        }
        if (WINDOWS_DEVICE.matcher(topic).matches()) {
            return Optional.of("'" + topic.toUpperCase(Locale.ROOT) + "' names a device on Windows");
        }
        return Optional.empty();
    }
}
