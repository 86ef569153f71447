package dev.tributary.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;

/**
 * What a command runs in.
 *
 * @param in standard input
 * @param out takes data, as UTF-8, buffered
 * @param err takes everything else
 * @param environment the environment variables
 * @param directory the working directory
 * @param terminal whether a person sits at both ends
 * @param width how many characters a line of the terminal has
 * @param clock tells the time
 */
record Shell(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Path directory,
        boolean terminal,
        IntSupplier width,
        InstantSource clock) {
    private static final int USUAL_WIDTH = 100;

    /** That of this process. */
    static Shell ofProcess() {
        Map<String, String> environment = System.getenv();
        return new Shell(
                System.in,
                utf8(FileDescriptor.out, 1 << 16),
                utf8(FileDescriptor.err, 1),
                environment,
                Path.of("").toAbsolutePath(),
                hasTerminal(),
                () -> columns(environment).orElseGet(Shell::widthOfTerminal),
                InstantSource.system());
    }

    /** Windows would otherwise print in the code page of the day. */
    private static PrintStream utf8(FileDescriptor descriptor, int buffer) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), buffer),
                buffer == 1,
                StandardCharsets.UTF_8);
    }

    /** Up to Java 21 there is no console without a terminal; from 22 on there always is one, which knows. */
    @SuppressWarnings("SystemConsoleNull") // that it is not null from Java 22 on is what the method is about
    private static boolean hasTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    private static OptionalInt columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{0,4}") ? OptionalInt.of(Integer.parseInt(columns)) : OptionalInt.empty();
    }

    /** Asked of the system; a JLine terminal of its own would ask the screen and wait for its answer. */
    private static int widthOfTerminal() {
        return TerminalBuilder.builder().getProviders(null, new IllegalStateException("no terminal")).stream()
                .mapToInt(provider -> provider.systemStreamWidth(SystemStream.Output))
                .filter(width -> width > 0)
                .findFirst()
                .orElse(USUAL_WIDTH);
    }
}
