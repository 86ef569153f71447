package dev.tributary.cli;

/** A command that works in a folder of its own when nobody names one. */
interface OwnFolder {
    /** The folder's name, below the working directory. */
    String folder();
}
