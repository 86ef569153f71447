package dev.tributary.config;

/** A part of the pipeline that {@code tributary up} runs. */
public enum Stage {
    /** Makes sample transactions. */
    GENERATE,
    /** Derives the topics. */
    STREAMS,
    /** Takes Kafka into the lake. */
    INGEST,
    /** Takes the lake into the warehouse. */
    LOAD,
    /** Runs jobs when they are due. */
    SCHEDULE
}
