package dev.tributary.cli;

import dev.tributary.config.Closest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports what went wrong, once, at the top. */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private final Session session;

    Errors(Session session) {
        this.session = session;
    }

    /** A command failed while it ran. */
    int failed(Exception thrown) {
        if (thrown instanceof OutputClosedException) {
            return Exit.DONE;
        }
        if (session.stop().requested()) {
            LOG.info("stopped", thrown);
            session.say("stopped");
            return Exit.INTERRUPTED;
        }
        Failure failure = Failure.of(thrown, session);
        if (!failure.expected()) {
            LOG.error("{} failed", Cells.harmless(failure.message()), thrown);
        }
        print(failure.message(), failure.details(), failure.fix());
        if (session.verbose()) {
            thrown.printStackTrace(session.shell().err());
        }
        return failure.exit();
    }

    /** The command line makes no sense. */
    int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        List<String> details = new ArrayList<>();
        String message = String.valueOf(wrong.getMessage());
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            message = unknown(command, word);
            closest(command, word).ifPresent(meant -> details.add("did you mean " + meant + "?"));
        } else if (isChoice(wrong)) {
            List<String> choices = choices(wrong);
            message = name(wrong.getArgSpec()) + " must be one of " + String.join(", ", choices) + ", not '"
                    + wrong.getValue() + "'";
            Closest.to(String.valueOf(wrong.getValue()), choices)
                    .ifPresent(meant -> details.add("did you mean " + meant + "?"));
        } else if (isPair(wrong)) {
            message = name(wrong.getArgSpec()) + " must be "
                    + wrong.getArgSpec().paramLabel() + ", not '" + wrong.getValue() + "'";
        } else if (!command.getSubcommands().isEmpty()
                && command.getCommandSpec().userObject() == null) {
            message = command.getCommandSpec().qualifiedName() + " needs a command: "
                    + String.join(", ", command.getSubcommands().keySet());
        }
        print(message, details, Optional.of(command.getCommandSpec().qualifiedName() + " --help"));
        return Exit.USAGE;
    }

    private static boolean isChoice(ParameterException wrong) {
        return wrong.getArgSpec() != null && wrong.getArgSpec().type().isEnum() && wrong.getValue() != null;
    }

    private static boolean isPair(ParameterException wrong) {
        return wrong.getArgSpec() != null
                && Map.class.isAssignableFrom(wrong.getArgSpec().type())
                && wrong.getValue() != null;
    }

    private static List<String> choices(ParameterException wrong) {
        return Arrays.stream(wrong.getArgSpec().type().getEnumConstants())
                .map(constant -> String.valueOf(constant).toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String unknown(CommandLine command, String word) {
        if (word.startsWith("-") && word.length() > 1) {
            return "unknown option " + word;
        }
        return command.getSubcommands().isEmpty() ? "unexpected argument " + word : "unknown command " + word;
    }

    private static Optional<String> closest(CommandLine command, String word) {
        CommandSpec spec = command.getCommandSpec();
        if (word.startsWith("-")) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            return Closest.to(name, spec.optionsMap().keySet());
        }
        return Closest.to(word, command.getSubcommands().keySet())
                .map(name -> spec.qualifiedName() + " " + name)
                .or(() -> elsewhere(word, command));
    }

    /** A command of another group: {@code tributary describe} is {@code tributary topics describe}. */
    private static Optional<String> elsewhere(String word, CommandLine command) {
        for (CommandLine child : command.getSubcommands().values()) {
            if (child.getSubcommands().containsKey(word)) {
                return Optional.of(
                        child.getSubcommands().get(word).getCommandSpec().qualifiedName());
            }
        }
        return Optional.empty();
    }

    private void print(String message, List<String> details, Optional<String> fix) {
        PrintStream err = session.shell().err();
        Colours colours = session.colours();
        session.out().flush();
        err.println(colours.bad("error:") + " " + oneLine(message));
        details.forEach(detail -> err.println("  " + Cells.harmless(detail)));
        fix.ifPresent(text -> err.println("  fix:  " + oneLine(text)));
    }

    private static String oneLine(String text) {
        return Cells.harmless(text.strip().replaceAll("\\s*[\r\n]+\\s*", "; "));
    }
}
