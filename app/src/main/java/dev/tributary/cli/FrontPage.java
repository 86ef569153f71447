package dev.tributary.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The first page of the help as it was laid out when Tributary was built: what people ask for first need not wait for all commands to be made. */
final class FrontPage {
    private static final String PAGE = "help.txt";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Set<List<String>> ASKED = Set.of(List.of(), List.of("--help"), List.of("-h"), List.of("help"));

    private FrontPage() {}

    /** Prints the page if nothing else is wanted and it fits; whether it did. */
    static boolean print(String[] args, Shell shell) {
        if (!ASKED.contains(List.of(args)) || (shell.terminal() && shell.width().getAsInt() < CommandTree.WIDTH)) {
            return false;
        }
        shell.out().print(text(Session.coloured(shell)));
        shell.out().flush();
        return true;
    }

    /** The page, as wide as there is room at most. */
    static String text(boolean coloured) {
        try (InputStream page = FrontPage.class.getResourceAsStream(PAGE)) {
            if (page == null) {
                throw new IllegalStateException("there is no " + PAGE + " beside " + FrontPage.class);
            }
            String text = new String(page.readAllBytes(), StandardCharsets.UTF_8).replace("\n", System.lineSeparator());
            return coloured ? text : COLOUR.matcher(text).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
