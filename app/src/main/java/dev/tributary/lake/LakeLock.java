package dev.tributary.lake;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The right to write to a lake: a lock of the operating system on one file, which ends with the process however it ends. Who
 * holds it stands in a second file, because on POSIX systems a process that merely opens and closes the locked file gives
 * its own lock up.
 */
public final class LakeLock implements AutoCloseable {
    /** Tells this process from others of the same number, on other hosts or before a restart in a container. */
    private static final String THIS_PROCESS = UUID.randomUUID().toString();

    private final FileChannel channel;
    private final Path holderFile;

    private LakeLock(FileChannel channel, Path holderFile) {
        this.channel = channel;
        this.holderFile = holderFile;
    }

    /**
     * Takes the lock of a lake whose state folder exists.
     *
     * @throws LakeLockedException when another writer has it, in this process or another
     */
    static LakeLock take(LakeLayout layout) {
        return take(layout, layout.lock(), layout.holder());
    }

    /**
     * Takes the right to delete files of a lake, or to keep everybody from deleting some. It goes with any writer but the one that mends or makes
     * a ledger anew.
     *
     * @throws LakeLockedException when a prune runs, or a repair, in this process or another
     */
    static LakeLock takeForPrune(LakeLayout layout) {
        return take(layout, layout.pruneLock(), layout.pruner());
    }

    private static synchronized LakeLock take(LakeLayout layout, Path lock, Path holderFile) {
        Optional<Holder> last = holder(holderFile);
        if (last.isPresent() && last.get().process().equals(THIS_PROCESS)) {
            throw new LakeLockedException(layout.root(), last);
        }
        try {
            FileChannel channel = FileChannel.open(lock, CREATE, WRITE);
            if (!locks(channel)) {
                channel.close();
                throw new LakeLockedException(layout.root(), holder(holderFile));
            }
            Files.writeString(holderFile, Holder.ofThisProcess().text());
            return new LakeLock(channel, holderFile);
        } catch (IOException e) {
            throw new LakeException(
                    "Cannot lock the lake " + layout.root() + ": " + e,
                    Optional.of("make the folder " + layout.state() + " writable for this user"),
                    e);
        }
    }

    /**
     * Keeps every writer from a lake for as long as this is open. Makes the lake's state folder when there is none.
     *
     * @throws LakeLockedException when a writer is on the lake, in this process or another
     */
    public static LakeLock hold(LakeLayout layout) {
        try {
            OwnerOnly.createFolders(layout.state());
        } catch (IOException e) {
            throw new LakeException("Cannot make the folder " + layout.state() + ": " + e, e);
        }
        return take(layout);
    }

    /** Who wrote to the lake last and did not end in order: the holder of the lock, or one that was killed. */
    public static Optional<Holder> holder(LakeLayout layout) {
        return holder(layout.holder());
    }

    /** Who wrote itself down in a file. */
    static Optional<Holder> holder(Path file) {
        try {
            return Holder.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LakeException("Cannot read " + file + ": " + e, e);
        }
    }

    /** Who holds the lock now: as {@link #holder}, without a process of this machine that is gone. */
    public static Optional<Holder> livingHolder(LakeLayout layout) {
        return holder(layout).filter(Holder::mayLive);
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try (channel) {
            Files.writeString(holderFile, "");
        } catch (IOException e) {
            throw new LakeException("Cannot give back the lock beside " + holderFile + ": " + e, e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Who holds the lock.
     *
     * @param pid the process's number
     * @param command what it runs
     * @param host the machine's name
     * @param since when it took the lock
     * @param process an identity that no other process ever has
     */
    public record Holder(long pid, String command, String host, Instant since, String process) {
        private static final Pattern TEXT =
                Pattern.compile("pid=(\\d{1,18})\ncommand=(.*)\nhost=(.*)\nsince=([0-9TZ:.+-]+)\nprocess=(.*)\n");

        static Holder ofThisProcess() {
            ProcessHandle process = ProcessHandle.current();
            String command = process.info().command().orElse("java");
            return new Holder(process.pid(), oneLine(command), hostName(), Instant.now(), THIS_PROCESS);
        }

        static Optional<Holder> parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Holder(
                            Long.parseLong(matcher.group(1)),
                            matcher.group(2),
                            matcher.group(3),
                            Instant.parse(matcher.group(4)),
                            matcher.group(5)))
                    : Optional.empty();
        }

        String text() {
            List<String> lines =
                    List.of("pid=" + pid, "command=" + command, "host=" + host, "since=" + since, "process=" + process);
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return "process " + pid + " (" + command + ") on " + host + " since "
                    + since.truncatedTo(ChronoUnit.SECONDS);
        }

        /** Whether it may still hold the lock. Of a process on another machine that cannot be told. */
        boolean mayLive() {
            return !host.equals(hostName())
                    || ProcessHandle.of(pid).filter(this::tookTheLock).isPresent();
        }

        /** A process that started after the lock was taken only bears the number of the one that took it. */
        private boolean tookTheLock(ProcessHandle other) {
            Optional<Instant> start = other.info().startInstant();
            return other.isAlive()
                    && start.filter(moment -> moment.isAfter(since.plusSeconds(1)))
                            .isEmpty();
        }

        private static String oneLine(String text) {
            return text.replaceAll("[\r\n]", " ");
        }

        private static String hostName() {
            try {
                return oneLine(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException e) {
                return "this host";
            }
        }
    }
}
