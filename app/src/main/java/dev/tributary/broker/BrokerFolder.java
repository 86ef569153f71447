package dev.tributary.broker;

import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The folder of an embedded broker and the two files beside it: {@code broker.lock}, which the process with the broker holds locked, and
 * {@code broker.properties}, which says where that broker answers. After kill -9 the properties may be left over; the operating system
 * has let go of the lock, and that decides.
 */
final class BrokerFolder {
    /**
     * The lock files this process holds. On POSIX systems closing any channel of a file drops every lock the process has on it, so a
     * lock held here must never be probed by opening the file again.
     */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private static final String UNWRITABLE_FIX = "make the folder writable for this user, or choose another with --dir";

    private final Path data;
    private final Path beside;
    private final Path endpointFile;

    BrokerFolder(Path data) {
        this.data = data.toAbsolutePath().normalize();
        this.beside = Optional.ofNullable(this.data.getParent()).orElse(this.data);
        this.endpointFile = beside.resolve("broker.properties");
    }

    Path data() {
        return data;
    }

    /** Makes the folder and takes its lock, or says who holds it. */
    Lock lock() {
        try {
            OwnerOnly.createFolders(data);
            Path key = key();
            synchronized (HELD_HERE) {
                return HELD_HERE.contains(key) ? refuse() : lockForThisProcess(key);
            }
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot write the broker's folder " + data + ": " + e, Optional.of(UNWRITABLE_FIX), e);
        }
    }

    private Lock lockForThisProcess(Path key) throws IOException {
        FileChannel channel =
                FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            while (channel.tryLock() == null) {
                refuseUnlessOnlyProbed(channel);
            }
            HELD_HERE.add(key);
            return new Lock(key, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Another process that looks whether the folder is in use shares the lock for an instant; that does not count. */
    private void refuseUnlessOnlyProbed(FileChannel channel) throws IOException {
        try (FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            if (shared == null) {
                refuse();
            }
        }
    }

    private Lock refuse() {
        String holder = endpoint()
                .map(endpoint -> "process " + endpoint.pid() + " with its broker at " + endpoint.bootstrapServers())
                .orElse("another process");
        throw new BrokerException(
                "the broker's folder " + data + " is in use by " + holder,
                "use the running broker, or stop that process first");
    }

    private Path key() throws IOException {
        return beside.toRealPath().resolve("broker.lock");
    }

    /** Whether a live process, this one or another, holds the lock. */
    boolean isHeld() {
        try {
            Path key = key();
            synchronized (HELD_HERE) {
                return HELD_HERE.contains(key) || isHeldElsewhere(key);
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot read the broker's lock in " + beside + ": " + e, Optional.of(UNWRITABLE_FIX), e);
        }
    }

    private static boolean isHeldElsewhere(Path key) throws IOException {
        try (FileChannel channel = FileChannel.open(key, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        }
    }

    /** What the last broker of this folder wrote about itself; it may be gone by now. */
    Optional<Endpoint> endpoint() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(endpointFile)) {
            properties.load(reader);
            return Optional.of(new Endpoint(
                    properties.getProperty("bootstrap.servers", ""),
                    properties.getProperty("cluster.id", ""),
                    Long.parseLong(properties.getProperty("pid", "-1"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // as good as not there: the lock decides whether a broker runs
        }
    }

    void publish(Endpoint endpoint) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", endpoint.bootstrapServers());
        properties.setProperty("cluster.id", endpoint.clusterId());
        properties.setProperty("pid", Long.toString(endpoint.pid()));
        Path aside = endpointFile.resolveSibling("broker.properties.new");
        try {
            try (Writer writer = Files.newBufferedWriter(aside)) {
                properties.store(writer, "the embedded broker that runs now; goes away with it");
            }
            DurableFiles.replace(aside, endpointFile);
        } catch (IOException e) {
            throw new BrokerException("cannot write " + endpointFile + ": " + e, Optional.of(UNWRITABLE_FIX), e);
        }
    }

    void retract() {
        try {
            Files.deleteIfExists(endpointFile);
        } catch (IOException e) {
            throw new BrokerException("cannot delete " + endpointFile + ": " + e, Optional.of(UNWRITABLE_FIX), e);
        }
    }

    /** The lock, held until closed or until the process ends in whatever way. */
    record Lock(Path key, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            synchronized (HELD_HERE) {
                if (!channel.isOpen()) {
                    return; // a later owner may hold it by now
                }
                try {
                    channel.close();
                } catch (IOException e) {
                    throw new BrokerException("cannot release " + key + ": " + e, Optional.empty(), e);
                } finally {
                    HELD_HERE.remove(key);
                }
            }
        }
    }
}
