package dev.tributary.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The pages of {@code --help}: commands in groups, the command's own options first, then examples. */
final class Help {
    private static final String EXIT_CODES = """

            Exit codes:
                0  done, also when there was nothing to do
                1  failed
                2  wrong usage
                3  partly done: what failed is listed
                4  not permitted
                5  a service such as Kafka cannot be reached
                6  a check did not pass
                7  the configuration is not valid
              130  interrupted by Ctrl-C, after a clean stop (143 by SIGTERM)
            """;

    private final Map<String, List<String>> groups;

    /** Pages for a tree whose commands stand in these groups. */
    Help(Map<String, List<String>> groups) {
        this.groups = new LinkedHashMap<>(groups);
    }

    /** Gives the command and all below it their pages. */
    void applyTo(CommandLine command) {
        boolean root = command.getParent() == null;
        Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, page -> optionHeading(page, root));
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, page -> options(page, root));
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, page -> "");
        sections.put(
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                page -> root ? groupedCommands(page) : commands(page, "Commands:", own(page)));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, page -> footer(page, root));
        command.getCommandSpec().usageMessage().synopsisHeading("Usage: ").abbreviateSynopsis(true);
        command.getCommandSpec().usageMessage().descriptionHeading("%n").parameterListHeading("%n");
        command.getSubcommands().values().forEach(this::applyTo);
    }

    private static List<OptionSpec> shown(CommandLine.Help page, boolean root) {
        return page.commandSpec().options().stream()
                .filter(option -> !option.hidden() && (root || !option.inherited()))
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
    }

    private static String optionHeading(CommandLine.Help page, boolean root) {
        if (root) {
            return "%nOptions of every command:%n".formatted();
        }
        return shown(page, false).isEmpty() ? "" : "%nOptions:%n".formatted();
    }

    private static String options(CommandLine.Help page, boolean root) {
        List<OptionSpec> shown = shown(page, root);
        CommandLine.Help.Layout layout = page.createDefaultLayout(shown, List.of(), page.colorScheme());
        layout.addOptions(shown, new SpacedLabels(page.createDefaultParamLabelRenderer()));
        return layout.toString();
    }

    /** Labels after a space, as people type them. */
    private record SpacedLabels(IParamLabelRenderer labels) implements IParamLabelRenderer {
        @Override
        public Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<IStyle> styles) {
            Text label = labels.renderParameterLabel(argument, ansi, styles);
            return label.plainString().startsWith("=") ? ansi.new Text(" ").concat(label.substring(1)) : label;
        }

        @Override
        public String separator() {
            return " ";
        }
    }

    private String groupedCommands(CommandLine.Help page) {
        return groups.entrySet().stream()
                .map(group -> commands(page, group.getKey() + ":", group.getValue()))
                .collect(Collectors.joining());
    }

    private static List<String> own(CommandLine.Help page) {
        return List.copyOf(page.subcommands().keySet());
    }

    private static String commands(CommandLine.Help page, String heading, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        TextTable table = TextTable.forColumns(
                page.colorScheme(),
                new CommandLine.Help.Column(15, 2, Overflow.SPAN),
                new CommandLine.Help.Column(page.commandSpec().usageMessage().width() - 15, 2, Overflow.WRAP));
        for (String name : names) {
            CommandLine command = page.commandSpec()
                    .subcommands()
                    .getOrDefault(name, page.commandSpec().commandLine());
            String[] description = command.getCommandSpec().usageMessage().description();
            table.addRowValues(
                    page.colorScheme().commandText(name),
                    page.colorScheme().text(description.length == 0 ? "" : description[0]));
        }
        return "%n%s%n".formatted(heading) + table;
    }

    private static String footer(CommandLine.Help page, boolean root) {
        StringBuilder footer = new StringBuilder();
        String[] lines = page.commandSpec().usageMessage().footer();
        if (lines.length > 0) {
            footer.append("%nExamples:%n".formatted());
            for (String line : lines) {
                Text text = page.colorScheme().ansi().new Text("  " + line, page.colorScheme());
                footer.append(text).append(System.lineSeparator());
            }
        }
        if (root) {
            return footer + EXIT_CODES + "%nNext: tributary demo, or tributary COMMAND --help%n".formatted();
        }
        return footer + "%nOptions of every command (--dir, -b, -X, -o, -q, -v, ...): tributary --help%n".formatted();
    }
}
