package dev.tributary.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** One line that changes: redrawn in place on a terminal, otherwise printed anew every few seconds. Safe from any thread. */
final class LiveLine implements AutoCloseable {
    private static final Duration PLAIN = Duration.ofSeconds(5);
    private static final Duration REDRAWN = Duration.ofMillis(100);

    private final PrintStream err;
    private final boolean terminal;
    private final int width;
    private Instant next = Instant.MIN;
    private String shown = "";

    LiveLine(Session session) {
        this.err = session.shell().err();
        this.terminal = session.shell().terminal();
        this.width = terminal ? session.shell().width().getAsInt() - 1 : Integer.MAX_VALUE;
    }

    /** The line as it is now; drawn when it is time to. */
    synchronized void update(String line, Instant now) {
        if (!now.isBefore(next)) {
            draw(line);
            next = now.plus(terminal ? REDRAWN : PLAIN);
        }
    }

    /** The line as it stays. */
    synchronized void finish(String line) {
        if (terminal || !line.equals(shown)) {
            draw(line);
        }
    }

    /** Another line, above this one, which stays the last on a terminal. */
    synchronized void above(String text) {
        if (terminal) {
            err.print("\r\u001b[K");
        }
        err.println(text);
        if (terminal && !shown.isEmpty()) {
            draw(shown);
        }
    }

    private void draw(String line) {
        String cut = line.length() <= width ? line : line.substring(0, width - 1) + "…";
        if (terminal) {
            err.print("\r" + cut + "\u001b[K");
            err.flush();
        } else {
            err.println(line);
        }
        shown = line;
    }

    @Override
    public synchronized void close() {
        if (terminal && !shown.isEmpty()) {
            err.println();
            shown = "";
        }
    }
}
