package dev.tributary.cli;

import dev.tributary.config.KnownSetting;
import dev.tributary.config.KnownSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The parts of the documentation that follow from the program itself, as Markdown. */
final class Reference {
    private final StringBuilder text = new StringBuilder();

    private Reference() {}

    /** Every command with its options and examples. */
    static String commands(CommandLine tree) {
        Reference reference = new Reference();
        reference.text.append("## Options of every command\n\n");
        reference.arguments(tree.getCommandSpec(), true);
        tree.getSubcommands().values().forEach(reference::command);
        return reference.text.toString();
    }

    /** Every setting, section by section. */
    static String settings() {
        Reference reference = new Reference();
        String section = "";
        for (KnownSetting setting : KnownSettings.all()) {
            String next = setting.key().split("\\.", 2)[0];
            if (!next.equals(section)) {
                section = next;
                reference.text.append("\n## ").append(section).append("\n");
            }
            reference.setting(setting);
        }
        return reference.text.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        boolean branch = !command.getSubcommands().isEmpty() && spec.userObject() == null;
        boolean second = !command.getSubcommands().isEmpty() || spec.parent().parent() == null;
        text.append(second ? "\n## " : "\n### ")
                .append(spec.qualifiedName())
                .append("\n\n")
                .append(String.join("\n", spec.usageMessage().description()))
                .append(branch ? "\n" : "\n\n");
        if (!branch) {
            text.append("    ").append(usage(spec)).append("\n\n");
            arguments(spec, false);
            text.append("Examples:\n\n");
            Arrays.stream(spec.usageMessage().footer())
                    .forEach(line -> text.append("    ").append(line).append("\n"));
        }
        command.getSubcommands().values().forEach(this::command);
    }

    private static String usage(CommandSpec spec) {
        List<String> words = new ArrayList<>(List.of(spec.qualifiedName()));
        if (!shown(spec, false).isEmpty()) {
            words.add("[OPTIONS]");
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            words.add(parameter.arity().min() == 0 ? "[" + parameter.paramLabel() + "]" : parameter.paramLabel());
        }
        return String.join(" ", words);
    }

    private void arguments(CommandSpec spec, boolean root) {
        spec.positionalParameters().forEach(parameter -> argument(parameter.paramLabel(), parameter));
        shown(spec, root)
                .forEach(option -> argument(
                        String.join(", ", option.names()) + (option.arity().max() > 0 ? " " + option.paramLabel() : ""),
                        option));
        if (!spec.positionalParameters().isEmpty() || !shown(spec, root).isEmpty()) {
            text.append("\n");
        }
    }

    private static List<OptionSpec> shown(CommandSpec spec, boolean root) {
        return spec.options().stream()
                .filter(option -> !option.hidden() && (root || !option.inherited()))
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
    }

    private void argument(String name, ArgSpec argument) {
        text.append("- `")
                .append(name)
                .append("`: ")
                .append(String.join(" ", argument.description()))
                .append("\n");
    }

    private void setting(KnownSetting setting) {
        text.append("\n### `")
                .append(setting.key())
                .append("`\n\n")
                .append(setting.description())
                .append("\n\n");
        text.append("- value: ").append(setting.allowed()).append("\n");
        text.append("- default: ").append(standard(setting)).append("\n");
        text.append("- environment: `").append(setting.variable()).append("`\n");
    }

    private static String standard(KnownSetting setting) {
        if (setting.standard().length() < 130) {
            return "`" + setting.standard() + "`";
        }
        return "\n"
                + Arrays.stream(setting.standard()
                                .substring(1, setting.standard().length() - 1)
                                .split("(?<=}), "))
                        .map(item -> "  - `" + item + "`")
                        .collect(Collectors.joining("\n"));
    }
}
