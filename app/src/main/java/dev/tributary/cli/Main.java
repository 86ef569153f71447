package dev.tributary.cli;

import dev.tributary.config.ConfigException;
import dev.tributary.governance.GovernanceException;
import dev.tributary.warehouse.WarehouseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The process: from arguments to an exit code. */
public final class Main {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Main() {}

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        Stop stop = new Stop(Thread.currentThread());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> comeToAnEnd(stop, ended), "stop"));
        int exit = Exit.FAILED;
        try {
            exit = run(args, Shell.ofProcess(), stop);
        } catch (Error e) {
            // Nothing of ours caught it, and the end of the process below would leave it unsaid.
            System.err.println("error: " + e);
            e.printStackTrace();
        } finally {
            ended.countDown();
            // After a signal the process ends with the signal's own code, 130 or 143; this call then has no effect.
            System.exit(exit);
        }
    }

    /** Runs in the hook of SIGINT, SIGTERM and of the process's own end: lets the command finish cleanly, within reason. */
    private static void comeToAnEnd(Stop stop, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        stop.request();
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("error: the command did not stop within " + PATIENCE.toSeconds() + " s; ending it");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs one command in these surroundings and says how it ended. */
    static int run(String[] args, Shell shell, Stop stop) {
        if (FrontPage.print(args, shell)) {
            return Exit.DONE;
        }
        Session session = new Session(shell, stop);
        CommandLine tree = CommandTree.of(session);
        tree.setExecutionStrategy(parsed -> execute(parsed, session));
        if (shell.terminal() && wantsHelp(args)) {
            // To ask for the width takes a third of a second, so only those wait who read.
            tree.setUsageHelpWidth(
                    Math.max(60, Math.min(CommandTree.WIDTH, shell.width().getAsInt())));
        }
        if (Arrays.asList(args).contains("--no-color")) {
            tree.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        }
        try {
            return tree.execute(args.length == 0 ? new String[] {"--help"} : args);
        } finally {
            shell.out().flush();
            shell.err().flush();
        }
    }

    private static boolean wantsHelp(String[] args) {
        List<String> words = Arrays.asList(args);
        return words.isEmpty() || words.contains("--help") || words.contains("-h") || words.contains("help");
    }

    private static int execute(ParseResult parsed, Session session) {
        List<CommandLine> commands = parsed.asCommandLineList();
        if (commands.get(commands.size() - 1).getCommand() instanceof OwnFolder command) {
            session.ownFolder(command.folder());
        }
        try (LogFile log = LogFile.open(
                LogFile.in(session.directory()),
                session.verbose(),
                session.shell().err())) {
            return executeAndReport(parsed, session);
        }
    }

    /** Failures are reported here, while the log is open. */
    private static int executeAndReport(ParseResult parsed, Session session) {
        try {
            requireOpen(parsed, session);
            int exit = new CommandLine.RunLast().execute(parsed);
            return session.stop().requested() && exit == Exit.DONE ? Exit.INTERRUPTED : exit;
        } catch (CommandLine.ExecutionException e) {
            return new Errors(session).failed(e.getCause() instanceof Exception cause ? cause : e);
        } catch (CommandFailedException | GovernanceException | ConfigException | WarehouseException e) {
            return new Errors(session).failed(e);
        }
    }

    /** The one place where a command is kept from those to whom it is not open. */
    private static void requireOpen(ParseResult parsed, Session session) {
        if (!session.options().helpWanted()) {
            List<CommandLine> commands = parsed.asCommandLineList();
            CommandLine command = commands.get(commands.size() - 1);
            session.requireOpen(command.getCommandSpec().qualifiedName(), command.getCommand() instanceof OpenToUsers);
        }
    }
}
