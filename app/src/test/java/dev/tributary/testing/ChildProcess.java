package dev.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program of this class path in a process of its own, which a test may end in any way. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "\u0000end";

    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();

    private ChildProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of process " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a main class in a working directory; what it prints, on either stream, is read line by line. */
    public static ChildProcess start(Path directory, Class<?> main, String... arguments) {
        return start(directory, List.of("-Xmx512m"), main, arguments);
    }

    /** The same with options of the virtual machine. */
    public static ChildProcess start(Path directory, List<String> options, Class<?> main, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(SharedClasses.options());
            command.addAll(options);
            command.add(main.getName());
            command.addAll(List.of(arguments));
            Files.createDirectories(directory);
            return new ChildProcess(new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add("its output broke off: " + e);
        } finally {
            output.add(END);
        }
    }

    /** The next line that contains the text. Fails when the process ends without it. */
    public String awaitLine(String text) throws InterruptedException {
        String line = nextLine();
        while (!line.contains(text)) {
            assertThat(line).as("'%s' never came; it said %s", text, said).isNotEqualTo(END);
            line = nextLine();
        }
        return line;
    }

    private String nextLine() throws InterruptedException {
        String line = output.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(line)
                .as("nothing within %s; before it said %s", PATIENCE, said)
                .isNotNull();
        said.add(line);
        return line;
    }

    /** Everything that it printed until its end. */
    public List<String> allLines() throws InterruptedException {
        while (!said.contains(END)) {
            nextLine();
        }
        return said.subList(0, said.size() - 1);
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: nothing of it runs any more when this returns. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd(PATIENCE);
    }

    /** SIGSTOP: it does nothing any more, and knows nothing of it. */
    public void suspend() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT: it goes on where it was. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", name, Long.toString(pid()))
                        .start()
                        .waitFor())
                .as("kill %s %d", name, pid())
                .isZero();
    }

    /** SIGTERM, without closing the streams as {@link Process#destroy} does. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Its exit code; fails when it does not end in time. */
    public int awaitEnd(Duration atMost) throws InterruptedException {
        assertThat(process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS))
                .as("process %d ends within %s", process.pid(), atMost)
                .isTrue();
        return process.exitValue();
    }

    /** Leaves nothing behind. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
