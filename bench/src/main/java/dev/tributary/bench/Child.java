package dev.tributary.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own, timed and watched from outside. */
final class Child implements AutoCloseable {
    /**
     * How a process went.
     *
     * @param seconds from its start to its end
     * @param peakMib the most memory that it had resident, in MiB; 0 where the system does not say (no {@code /proc})
     */
    record Ended(double seconds, double peakMib) {}

    private static final long LOOK_EVERY_MS = 5;
    private static final String PEAK = "VmHWM:";

    private final List<String> command;
    private final Path output;
    private final Path errors;
    private final Process process;
    private final long start;
    private double peakMib;

    private Child(List<String> command, Path output, Path errors, Process process, long start) {
        this.command = command;
        this.output = output;
        this.errors = errors;
        this.process = process;
        this.start = start;
    }

    /** Starts a process whose output goes to files in the folder: {@code out} and {@code err}. */
    static Child start(List<String> command, Path folder) throws IOException {
        Path output = folder.resolve("out");
        Path errors = folder.resolve("err");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Child(command, output, errors, process, start);
    }

    /** A command that runs the built product by its launcher, which becomes the process of the JVM. */
    static List<String> tributary(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("tributary.home", "."))
                .resolve("tributary")
                .toString());
        command.addAll(List.of(args));
        return command;
    }

    /** A command that runs a class of the benchmarks in a JVM with the product's launcher's options. */
    static List<String> java(Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path", "."),
                main.getName()));
        command.addAll(args);
        return command;
    }

    static String java() {
        return Path.of(System.getProperty("java.home", "."), "bin", "java").toString();
    }

    /** Whether a program is on the path. */
    static boolean installed(String program) {
        return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Seconds since its start. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Fails when the process has ended, with what it said last. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw failed();
        }
    }

    /** Waits until it ends by itself. */
    Ended await() throws IOException, InterruptedException {
        do {
            look();
        } while (!process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS));
        double seconds = seconds();
        if (process.exitValue() != 0) {
            throw failed();
        }
        return new Ended(seconds, peakMib);
    }

    /** The most memory that it has had resident so far, in MiB. */
    double peakMib() throws IOException, InterruptedException {
        look();
        return peakMib;
    }

    /** What it printed, without the white space around. */
    String output() throws IOException {
        return Files.readString(output).strip();
    }

    private void look() throws IOException, InterruptedException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(PEAK)) {
                    peakMib = Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            if (!process.waitFor(1, TimeUnit.SECONDS)) { // that it ended since it was seen is no failure
                throw e;
            }
        }
    }

    private IOException failed() throws IOException {
        List<String> said = Files.readAllLines(errors);
        return new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": "
                + String.join(" / ", said.subList(Math.max(0, said.size() - 5), said.size())));
    }

    /** Ends it as Ctrl-C does, and waits. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
