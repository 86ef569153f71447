package dev.tributary.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print the script that lets a shell complete commands and options.",
        footer = {
            "source <(tributary completion bash)",
            "tributary completion zsh > ~/.tributary.zsh   # then: source ~/.tributary.zsh in .zshrc",
            "tributary completion fish > ~/.config/fish/completions/tributary.fish"
        })
final class CompletionCommand implements Callable<Integer>, OpenToUsers {
    /** The shells there are scripts for. */
    enum Target {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Target target = Target.BASH;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        session.out()
                .print(
                        switch (target) {
                            // Picocli's script for bash loads bash's completion when zsh reads it.
                            case BASH, ZSH -> AutoComplete.bash("tributary", root);
                            case FISH -> FishCompletion.of(root);
                        });
        return Exit.DONE;
    }
}
