package dev.tributary.pipeline;

import java.time.Duration;

/** Is told what a pipeline does, from any of its threads. Must be quick and must not throw. */
public interface PipelineListener {
    /**
     * A part runs.
     *
     * @param part its name
     * @param detail what an operator wants to know of it
     * @param took how long it took to start
     */
    default void started(String part, String detail, Duration took) {}

    /** Something happened that an operator should know; the pipeline goes on. */
    default void notice(String line) {}
}
