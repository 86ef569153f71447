package dev.tributary.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Loads most of what children need of the libraries: by the demo, whose own classes it takes from folders. */
final class LoadedClasses {
    private LoadedClasses() {}

    /** Arguments: {@code folders project}. The demo ends the process. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        URL[] folders = Stream.of(arguments[0].split(File.pathSeparator))
                .map(LoadedClasses::location)
                .toArray(URL[]::new);
        ClassLoader ours = new URLClassLoader(folders, LoadedClasses.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(ours);
        String[] demo = {"demo", "--once", "--no-open", "--events", "100", "--dir", arguments[1]};
        ours.loadClass("dev.tributary.cli.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) demo);
    }

    private static URL location(String folder) {
        try {
            return Path.of(folder).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
