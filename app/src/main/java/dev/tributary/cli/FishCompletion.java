package dev.tributary.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The completion script for fish. */
final class FishCompletion {
    private static final String WORDS = """
            # Completion for tributary. The words before the cursor that are no options, nor values of the options that take one.
            function __tributary_words
                set -l words (commandline -opc)
                set -e words[1]
                set -l skip 0
                for word in $words
                    if test $skip -eq 1
                        set skip 0
                    else if contains -- $word %s
                        set skip 1
                    else if not string match -q -- '-*' $word
                        echo $word
                    end
                end
            end
            function __tributary_at
                test (string join ' ' (__tributary_words)) = "$argv"
            end
            function __tributary_in
                string match -q -- "$argv*" (string join ' ' (__tributary_words))
            end
            complete -c tributary -f
            """;

    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    static String of(CommandLine root) {
        FishCompletion script = new FishCompletion();
        script.command(root, "");
        return WORDS.formatted(String.join(" ", valued(root))) + String.join("\n", script.lines) + "\n";
    }

    private static List<String> valued(CommandLine root) {
        List<String> names = new ArrayList<>();
        options(root.getCommandSpec(), false).stream()
                .filter(option -> option.arity().max() > 0)
                .forEach(option -> names.addAll(Arrays.asList(option.names())));
        for (CommandLine child : root.getSubcommands().values()) {
            valued(child).stream().filter(name -> !names.contains(name)).forEach(names::add);
        }
        return names;
    }

    private void command(CommandLine command, String path) {
        command.getSubcommands().forEach((name, child) -> {
            lines.add("complete -c tributary -n " + quoted("__tributary_at " + path) + " -a " + name + " -d "
                    + quoted(summary(child.getCommandSpec())));
            command(child, (path + " " + name).strip());
        });
        options(command.getCommandSpec(), path.isEmpty()).forEach(option -> option(option, path));
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            choices(parameter)
                    .forEach(choice -> lines.add(
                            "complete -c tributary -n " + quoted("__tributary_at " + path) + " -a " + choice));
        }
    }

    private static List<OptionSpec> options(CommandSpec spec, boolean root) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && (root || !option.inherited()))
                .toList();
    }

    private void option(OptionSpec option, String path) {
        StringBuilder line = new StringBuilder("complete -c tributary");
        if (!path.isEmpty()) {
            line.append(" -n ").append(quoted("__tributary_in " + path));
        }
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            List<String> choices = choices(option);
            line.append(choices.isEmpty() ? " -r -F" : " -x -a " + quoted(String.join(" ", choices)));
        }
        String[] description = option.description();
        lines.add(line + " -d " + quoted(description.length == 0 ? "" : description[0]));
    }

    private static List<String> choices(ArgSpec argument) {
        List<String> choices = new ArrayList<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(choices::add);
        }
        return choices;
    }

    private static String summary(CommandSpec spec) {
        String[] description = spec.usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String quoted(String text) {
        return "'" + text.strip().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
