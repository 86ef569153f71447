package dev.tributary.cli;

import java.util.Locale;

/** How far a copy is, on a line of its own on a terminal. */
final class CopyProgress implements AutoCloseable {
    private final Session session;
    private final LiveLine line;

    CopyProgress(Session session) {
        this.session = session;
        this.line = new LiveLine(session);
    }

    void copied(String part, long done, long total) {
        if (session.shell().terminal() && !session.quiet() && total > 0) {
            String share = String.format(Locale.ROOT, "%3d %%", 100 * done / total);
            line.update(
                    "copying " + part + "  " + share, session.shell().clock().instant());
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
