package dev.tributary.cli;

import dev.tributary.broker.BrokerUnreachableException;
import dev.tributary.config.Flag;
import dev.tributary.config.Settings;
import dev.tributary.config.SettingsReader;
import dev.tributary.governance.Access;
import dev.tributary.governance.Caller;
import dev.tributary.governance.Callers;
import dev.tributary.lake.Erasures;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.KnownErasures;
import dev.tributary.pipeline.Restore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One run of the command line: what a command is given by the global options and its surroundings. */
final class Session {
    private final Shell shell;
    private final Stop stop;
    private final GlobalOptions options = new GlobalOptions();
    private String ownFolder = "";
    private Optional<Caller> caller = Optional.empty();

    Session(Shell shell, Stop stop) {
        this.shell = shell;
        this.stop = stop;
    }

    Shell shell() {
        return shell;
    }

    Stop stop() {
        return stop;
    }

    GlobalOptions options() {
        return options;
    }

    /** Where data goes. */
    PrintStream out() {
        return shell.out();
    }

    boolean quiet() {
        return options.quiet();
    }

    boolean verbose() {
        return options.verbose();
    }

    Colours colours() {
        return new Colours(coloured(shell) && !options.noColour());
    }

    /** Whether the surroundings want colours: a terminal, and nobody said no. */
    static boolean coloured(Shell shell) {
        return shell.terminal()
                && shell.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(shell.environment().getOrDefault("TERM", ""));
    }

    /** The command that is run works in a folder of its own when nobody names one. */
    void ownFolder(String folder) {
        ownFolder = folder;
    }

    /** The project folder: {@code --dir}, else TRIBUTARY_DIR, else the command's own or the working directory; absolute. */
    Path directory() {
        String chosen =
                options.directory().orElseGet(() -> shell.environment().getOrDefault("TRIBUTARY_DIR", ownFolder));
        return shell.directory().resolve(chosen).normalize();
    }

    /** A path as the user would type it: relative when it is below the working directory. */
    String display(Path path) {
        Path here = shell.directory().toAbsolutePath().normalize();
        Path absolute = path.toAbsolutePath().normalize();
        if (absolute.equals(here)) {
            return ".";
        }
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
    }

    /** How the next command in a message names this project. */
    String dirOption() {
        return directory().equals(shell.directory().normalize()) ? "" : " --dir " + display(directory());
    }

    /**
     * The project's settings, with those of the global options and the command's own flags on top.
     *
     * @throws dev.tributary.config.ConfigException when anything is wrong with them
     * @throws CommandFailedException when a backup is half restored here
     */
    Settings settings(List<Flag> flags) {
        requireRestored();
        List<Flag> all = new ArrayList<>(options.flags());
        all.addAll(flags);
        return SettingsReader.read(directory(), shell.environment(), all);
    }

    /** As {@link #settings(List)} for a command without flags of its own. */
    Settings settings() {
        return settings(List.of());
    }

    /** The settings that the project will have with this settings file. */
    Settings settingsWith(Path file) {
        return SettingsReader.read(directory(), file, shell.environment(), options.flags());
    }

    private void requireRestored() {
        Restore.unfinished(directory()).ifPresent(backup -> {
            throw new CommandFailedException(
                    Exit.FAILED,
                    "the restoring of a backup into " + display(directory()) + " was broken off",
                    Optional.of("bring it to its end: tributary restore " + display(backup) + dirOption()));
        });
    }

    /**
     * Kafka, for as long as the command needs it.
     *
     * @throws BrokerUnreachableException when the named cluster does not answer
     */
    KafkaConnection kafka(Settings settings) {
        return KafkaConnection.open(
                settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker());
    }

    /** The persons who were erased from the project. */
    Erasures erasures(Settings settings) {
        return KnownErasures.of(settings, shell.environment());
    }

    /** The door to the project's data, for whoever calls. */
    Access access(Settings settings) {
        return new Access(settings.warehouse(), settings.state(), caller(), shell.clock());
    }

    /**
     * On whose behalf the command runs.
     *
     * @throws dev.tributary.governance.NotPermittedException when he may not act as the user that he names, or his token is not valid
     */
    Caller caller() {
        if (caller.isEmpty()) {
            caller = Optional.of(namesNobody() ? Caller.owner(user()) : named());
        }
        return caller.get();
    }

    private boolean namesNobody() {
        return options.actAs().isEmpty() && token().isEmpty();
    }

    private Optional<String> token() {
        return Optional.ofNullable(shell.environment().get(Callers.VARIABLE)).filter(text -> !text.isBlank());
    }

    private Caller named() {
        Settings settings = settings();
        return new Callers(settings.warehouse().database(), settings.state(), user())
                .find(options.actAs(), token(), shell.clock().instant());
    }

    /**
     * Refuses a command that is not open to whoever calls, and writes that down.
     *
     * @throws dev.tributary.governance.NotPermittedException when it is not
     */
    void requireOpen(String name, boolean openToUsers) {
        if (!namesNobody() && !caller().administers() && !openToUsers) {
            access(settings()).refuse("run " + name);
        }
    }

    /** The user's name in the operating system. */
    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /** Prints data in the format that the user chose. */
    Rows rows(List<Column> columns) {
        return switch (options.format()) {
            case TABLE -> new TableRows(shell.out(), columns, tableWidth(), this::say);
            case JSON -> new JsonRows(shell.out(), columns, false);
            case NDJSON -> new JsonRows(shell.out(), columns, true);
            case CSV -> new CsvRows(shell.out(), columns);
        };
    }

    private OptionalInt tableWidth() {
        return shell.terminal() ? OptionalInt.of(shell.width().getAsInt()) : OptionalInt.empty();
    }

    /** Tells the user something that is not data; silent under {@code -q}. */
    void say(String line) {
        if (!quiet()) {
            shell.out().flush();
            shell.err().println(line);
        }
    }

    /** Names the likely next command, for people. */
    void next(String command) {
        if (options.format() == Format.TABLE) {
            say("Next: " + command + dirOption());
        }
    }
}
