package dev.tributary.config;

import java.nio.file.Path;

/** Where the value of a setting comes from. */
public sealed interface Origin {
    /** Nobody said otherwise. */
    record Default() implements Origin {
        @Override
        public String text() {
            return "default";
        }
    }

    /**
     * A place in the settings file.
     *
     * @param file the file
     * @param line the line, from 1; 0 when it is about the file as a whole
     * @param column the column, from 1; 0 when it is about the file as a whole
     */
    record InFile(Path file, int line, int column) implements Origin {
        @Override
        public String text() {
            return line == 0 ? file.toString() : file + ":" + line + ":" + column;
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }

    /** An option on the command line, with its dashes. */
    record Option(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }

    /** As a message names it. */
    String text();
}
