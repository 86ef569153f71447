package dev.tributary.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands, joined. */
final class CommandTree {
    /** How wide a page of help is where there is room. */
    static final int WIDTH = 100;

    private CommandTree() {}

    /** Commands that the help shows together. */
    private record Group(String title, List<CommandLine> commands) {}

    /** The one list in which a command is registered. */
    private static List<Group> groups(Session session) {
        return List.of(
                new Group("All at once", List.of(leaf(new DemoCommand(session)), leaf(new UpCommand(session)))),
                new Group(
                        "Step by step",
                        List.of(
                                leaf(new GenerateCommand(session)),
                                branch(
                                        "streams",
                                        "Derive the topics from the transactions.",
                                        new StreamsRunCommand(session),
                                        new StreamsTopologyCommand(session),
                                        new StreamsKsqlCommand(session)),
                                leaf(new IngestCommand(session)),
                                leaf(new LoadCommand(session)))),
                new Group(
                        "Know how it stands",
                        List.of(
                                leaf(new StatusCommand(session)),
                                leaf(new DoctorCommand(session)),
                                leaf(new VerifyCommand(session)),
                                leaf(new TraceCommand(session)))),
                new Group(
                        "Keep it safe",
                        List.of(
                                leaf(new RebuildCommand(session)),
                                leaf(new PruneCommand(session)),
                                branch(
                                        "archive",
                                        "Days that left the lake, and their way back.",
                                        new ArchiveListCommand(session),
                                        new ArchiveRestoreCommand(session),
                                        new ArchiveVerifyCommand(session)),
                                leaf(new ScheduleCommand(session)),
                                branch(
                                        "jobs",
                                        "What the schedule runs.",
                                        new JobsListCommand(session),
                                        new JobsRunCommand(session),
                                        new JobsHistoryCommand(session)),
                                leaf(new BackupCommand(session)),
                                leaf(new RestoreCommand(session)))),
                new Group(
                        "Say who may do what, and see what was done",
                        List.of(
                                branch(
                                        "users",
                                        "Who there is.",
                                        new UsersListCommand(session),
                                        new UsersAddCommand(session),
                                        new UsersRemoveCommand(session),
                                        new UsersPasswdCommand(session),
                                        new UsersTokenCommand(session)),
                                branch(
                                        "permissions",
                                        "Who may read and write what.",
                                        new PermissionsListCommand(session),
                                        new PermissionsGrantCommand(session),
                                        new PermissionsRevokeCommand(session),
                                        new PermissionsVerifyCommand(session)),
                                branch(
                                        "privacy",
                                        "What pseudonyms and masks are worth, their key, and how a person is erased.",
                                        new PrivacyCheckCommand(session),
                                        new PrivacyRotateCommand(session),
                                        new PrivacyForgetCommand(session)),
                                branch(
                                        "audit",
                                        "What was done, by whom and when.",
                                        new AuditListCommand(session),
                                        new AuditVerifyCommand(session)))),
                new Group(
                        "Look at the data",
                        List.of(
                                branch(
                                        "topics",
                                        "What is in Kafka.",
                                        new TopicsListCommand(session),
                                        new TopicsDescribeCommand(session),
                                        new TopicsTailCommand(session)),
                                leaf(new SqlCommand(session)),
                                branch(
                                        "query",
                                        "Questions that have a name.",
                                        new QueryListCommand(session),
                                        new QueryRunCommand(session)),
                                with(
                                        new ReportCommand(session),
                                        new ReportListCommand(session),
                                        new ReportOpenCommand(session)),
                                branch(
                                        "quarantine",
                                        "Records that nobody understood, and their way back into the pipeline.",
                                        new QuarantineListCommand(session),
                                        new QuarantineShowCommand(session),
                                        new QuarantineResubmitCommand(session),
                                        new QuarantineDiscardCommand(session)))),
                new Group(
                        "Set it up",
                        List.of(
                                branch(
                                        "feeds",
                                        "Which topics flow into the lake.",
                                        new FeedsListCommand(session),
                                        new FeedsAddCommand(session),
                                        new FeedsRemoveCommand(session)),
                                branch(
                                        "config",
                                        "Show and check the configuration.",
                                        new ConfigShowCommand(session),
                                        new ConfigValidateCommand(session),
                                        new ConfigSchemaCommand(session)),
                                leaf(new CompletionCommand(session)),
                                leaf(new HelpCommand(session)))));
    }

    /** The command line of this session. */
    static CommandLine of(Session session) {
        CommandLine root = new CommandLine(session.options());
        Map<String, List<String>> titles = new LinkedHashMap<>();
        for (Group group : groups(session)) {
            titles.put(
                    group.title(),
                    group.commands().stream().map(CommandLine::getCommandName).toList());
            group.commands().forEach(command -> root.addSubcommand(command.getCommandName(), command));
        }
        root.getCommandSpec()
                .usageMessage()
                .footer(
                        "tributary demo                                     everything at once, with sample data",
                        "tributary generate --events 1000 && tributary up   the pipeline on your own folder",
                        "tributary query run --all -o json                  figures for another program");
        new Help(titles).applyTo(root);
        return configured(root, session);
    }

    private static CommandLine configured(CommandLine root, Session session) {
        Shell shell = session.shell();
        Errors errors = new Errors(session);
        boolean coloured = Session.coloured(shell);
        return root.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        coloured ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setOut(new PrintWriter(writer(shell.out()), true))
                .setErr(new PrintWriter(writer(shell.err()), true))
                .setParameterExceptionHandler((wrong, args) -> errors.misused(wrong));
    }

    private static Writer writer(PrintStream stream) {
        return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    }

    private static CommandLine leaf(Object command) {
        return new CommandLine(command);
    }

    /** A command that does something itself and has commands below it. */
    private static CommandLine with(Object command, Object... below) {
        CommandLine parent = leaf(command);
        Arrays.stream(below)
                .map(CommandTree::leaf)
                .forEach(child -> parent.addSubcommand(child.getCommandName(), child));
        return parent;
    }

    private static CommandLine branch(String name, String description, Object... commands) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        CommandLine branch = new CommandLine(spec);
        Arrays.stream(commands)
                .map(CommandTree::leaf)
                .forEach(command -> branch.addSubcommand(command.getCommandName(), command));
        spec.usageMessage()
                .footer(branch.getSubcommands().values().stream()
                        .flatMap(command -> Arrays.stream(
                                command.getCommandSpec().usageMessage().footer()))
                        .toArray(String[]::new));
        return branch;
    }
}
