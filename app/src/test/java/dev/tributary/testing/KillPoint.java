package dev.tributary.testing;

import java.util.concurrent.Semaphore;

/** A named place at which a process stops still, so that a test can kill it there. */
public final class KillPoint {
    /** What the process prints when it stops, followed by the place's name. */
    public static final String AT = "at ";

    private final String name;
    private int visitsLeft;

    /** The place, at the visit of that number, counted from 1. */
    public KillPoint(String name, int visit) {
        this.name = name;
        this.visitsLeft = visit;
    }

    /** The process has reached a place, perhaps this one; then this never returns. */
    public void reached(String place) {
        if (place.equals(name) && --visitsLeft == 0) {
            System.out.println(AT + name);
            System.out.flush();
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
