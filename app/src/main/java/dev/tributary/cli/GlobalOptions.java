package dev.tributary.cli;

import dev.tributary.config.Flag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, before or after its name. */
@Command(
        name = "tributary",
        description = "Kafka topics to a data lake to a SQL warehouse, exactly once, in one process.",
        versionProvider = Versions.class,
        synopsisSubcommandLabel = "COMMAND")
final class GlobalOptions {
    private final Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The project folder: tributary.yaml, pipeline/, data_warehouse.db. Default: TRIBUTARY_DIR, else"
                            + " the current folder.")
    private @Nullable String directory;

    @Option(
            names = {"-b", "--bootstrap-server"},
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "A Kafka cluster instead of the embedded broker.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--as",
            paramLabel = "USER",
            scope = ScopeType.INHERIT,
            description = "Act as this user of Tributary, with his permissions. Default: the user of the token in"
                    + " TRIBUTARY_TOKEN, else the owner of the folder, who may do everything.")
    private @Nullable String actAs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "How data is printed: table, json, ndjson or csv. Default: table.")
    private Format format = Format.TABLE;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print data and errors only.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Print the log, and the stack trace of an error.")
    private boolean verbose;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colours; as when NO_COLOR is set or the output is no terminal.")
    private boolean noColour;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain the command.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    @Option(
            names = "-X",
            order = 1,
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "A property of the Kafka clients, such as -X security.protocol=SSL. May be repeated.")
    void property(Map<String, String> given) {
        properties.putAll(given);
    }

    Optional<String> directory() {
        return Optional.ofNullable(directory);
    }

    Optional<String> actAs() {
        return Optional.ofNullable(actAs);
    }

    Format format() {
        return format;
    }

    boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }

    boolean noColour() {
        return noColour;
    }

    boolean helpWanted() {
        return help || version;
    }

    /** The settings that these options stand for. */
    List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        Optional.ofNullable(bootstrapServer)
                .ifPresent(servers -> flags.add(new Flag("--bootstrap-server", "kafka.bootstrap-servers", servers)));
        properties.forEach((name, value) -> flags.add(new Flag("-X", "kafka.properties." + name, value)));
        return flags;
    }
}
