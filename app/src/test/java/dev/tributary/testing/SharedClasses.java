package dev.tributary.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The loaded classes of the libraries in an archive, with which a child process starts in two thirds of the time. The first child that is
 * started without one makes it, in some seconds; it stays in the build's folder until the libraries change. Our own classes are not in it,
 * for the virtual machine archives none from folders. Whatever goes wrong, children start without it.
 */
final class SharedClasses {
    /** What a child and the run that makes the archive must have in common. */
    static final List<String> MACHINE = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    private static final List<String> LIBRARIES =
            CLASS_PATH.stream().filter(entry -> entry.endsWith(".jar")).toList();
    private static final List<String> FOLDERS =
            CLASS_PATH.stream().filter(entry -> !entry.endsWith(".jar")).toList();

    private final Path archive;
    private final Path jar;

    private SharedClasses(Path folder) {
        String name = "children-"
                + Integer.toHexString(List.of(LIBRARIES, Runtime.version()).hashCode());
        archive = folder.resolve(name + ".jsa");
        jar = folder.resolve(name + ".jar");
    }

    /** The options with which a class of our class path starts in a child: the machine, the archive, the class path. */
    static List<String> options() throws IOException, InterruptedException {
        return new SharedClasses(buildFolder()).madeOnce();
    }

    private static Path buildFolder() {
        try {
            return Path.of(SharedClasses.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolveSibling("");
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> madeOnce() throws IOException, InterruptedException {
        if (!Files.exists(archive)) {
            try (FileChannel channel = FileChannel.open(
                            archive.resolveSibling("children.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null && !Files.exists(archive)) { // else another process is making it, and we do not wait
                    make();
                }
            } catch (OverlappingFileLockException e) {
                // another thread of this process is
            }
        }
        List<String> options = new ArrayList<>(MACHINE);
        options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
        options.addAll(List.of("-cp", classPath(Stream.of(List.of(jar.toString()), LIBRARIES, FOLDERS))));
        return options;
    }

    private static String classPath(Stream<List<String>> parts) {
        return String.join(File.pathSeparator, parts.flatMap(List::stream).toList());
    }

    /** Leaves an empty file when it fails, which says that it was tried. */
    private void make() throws IOException, InterruptedException {
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        Path project = Files.createTempDirectory(archive.getParent(), "children");
        Files.deleteIfExists(made);
        makeJar();
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.java());
        command.addAll(MACHINE);
        command.addAll(List.of(
                "-XX:ArchiveClassesAtExit=" + made,
                "-Dlogback.configurationFile=" + SharedClasses.class.getResource("/logback-test.xml"),
                "-cp",
                classPath(Stream.of(List.of(jar.toString()), LIBRARIES)),
                LoadedClasses.class.getName(),
                String.join(File.pathSeparator, FOLDERS),
                project.toString()));
        ProcessBuilder demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(archive.resolveSibling("children.log").toFile());
        demo.environment().clear(); // no setting of whoever runs the build
        demo.start().waitFor();
        delete(project);
        if (!Files.exists(made)) {
            Files.createFile(made);
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The class that makes the archive lies in a library of its own, since the virtual machine takes no folder then. */
    private void makeJar() throws IOException {
        String entry = LoadedClasses.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                InputStream code = LoadedClasses.class.getClassLoader().getResourceAsStream(entry)) {
            entries.putNextEntry(new JarEntry(entry));
            code.transferTo(entries);
        }
    }
}
