package dev.tributary.cli;

/**
 * The run whose loaded classes the launcher keeps in an archive for fast starts: some command, after its help, whose classes no other command needs and which
 * people wait for most often.
 */
final class ArchiveClasses {
    private ArchiveClasses() {}

    /** Runs the help of a command and the command, and ends the process. */
    public static void main(String[] args) {
        Main.run(new String[] {"load", "--help"}, Shell.ofProcess(), new Stop(Thread.currentThread()));
        Main.main(args);
    }
}
