package dev.tributary.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a user would, in a folder, and keeps what they print. */
final class CommandLineRun {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private String input = "";
    private boolean terminal;

    CommandLineRun(Path directory) {
        this.directory = directory;
    }

    /** How a run ended. */
    record Ended(int exit, String out, String err) {}

    CommandLineRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CommandLineRun reading(String text) {
        input = text;
        return this;
    }

    CommandLineRun onTerminal() {
        terminal = true;
        return this;
    }

    Ended run(String... arguments) {
        return run(new Stop(Thread.currentThread()), arguments);
    }

    Ended run(Stop stop, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                directory,
                terminal,
                () -> 80,
                InstantSource.system());
        int exit = Main.run(arguments, shell, stop);
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
