package dev.tributary.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

@Command(
        name = "help",
        description = "Explain a command.",
        footer = {"tributary help generate", "tributary help feeds add"})
final class HelpCommand implements Callable<Integer>, OpenToUsers {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command.")
    private List<String> words = List.of();

    HelpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String word : words) {
            CommandLine child = command.getSubcommands().get(word);
            if (child == null) {
                throw new UnmatchedArgumentException(command, List.of(word));
            }
            command = child;
        }
        command.usage(session.out(), command.getColorScheme());
        return Exit.DONE;
    }
}
