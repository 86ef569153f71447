package dev.tributary.streams;

/** Whose transactions the topology passes over: persons who were erased. For use by one thread. */
@FunctionalInterface
public interface Forgotten {
    /** Nobody was erased. */
    Forgotten NOBODY = (userId, time) -> false;

    /** Whether a transaction of this user and time, in milliseconds, is of somebody who was erased. */
    boolean covers(String userId, long time);
}
