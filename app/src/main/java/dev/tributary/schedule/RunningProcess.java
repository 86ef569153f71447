package dev.tributary.schedule;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, so that it can be told later whether it still lives.
 *
 * @param pid its number
 * @param started when it began, as far as the system tells
 * @param host the machine
 */
record RunningProcess(long pid, Optional<Instant> started, String host) {
    static RunningProcess current() {
        ProcessHandle handle = ProcessHandle.current();
        return new RunningProcess(handle.pid(), handle.info().startInstant(), hostName());
    }

    String text() {
        return pid + " " + started.map(Instant::toString).orElse("-") + " " + host;
    }

    static RunningProcess parse(String text) {
        String[] parts = text.split(" ", 3);
        return new RunningProcess(
                Long.parseLong(parts[0]),
                parts[1].equals("-") ? Optional.empty() : Optional.of(Instant.parse(parts[1])),
                parts[2]);
    }

    /** Whether it may still run. Of a process on another machine that cannot be told. */
    boolean lives() {
        return !host.equals(hostName())
                || ProcessHandle.of(pid)
                        .filter(handle -> handle.isAlive()
                                && (started.isEmpty()
                                        || started.equals(handle.info().startInstant())))
                        .isPresent();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }
}
