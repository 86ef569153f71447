package dev.tributary.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A password from a person, twice and unseen, or from a program's output, once. */
final class PasswordInput {
    private final Session session;

    PasswordInput(Session session) {
        this.session = session;
    }

    char[] read() {
        Console console = session.shell().terminal() ? System.console() : null;
        return console == null ? firstLine() : asked(console);
    }

    private static char[] asked(Console console) {
        char[] first = console.readPassword("password: ");
        char[] second = console.readPassword("once more: ");
        if (first == null || !Arrays.equals(first, second)) {
            throw CommandFailedException.usage("the two passwords differ", "try again; nothing has changed");
        }
        return first;
    }

    private char[] firstLine() {
        try {
            String line =
                    new BufferedReader(new InputStreamReader(session.shell().in(), StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw CommandFailedException.usage(
                        "there is no password on standard input", "tributary users passwd NAME < password.txt");
            }
            return line.toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException("read the password: " + e.getMessage(), e);
        }
    }
}
