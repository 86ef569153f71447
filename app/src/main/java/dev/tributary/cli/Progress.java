package dev.tributary.cli;

import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a task of known or unknown length is; seen on a terminal only. */
final class Progress implements AutoCloseable {
    private final Optional<ProgressBar> bar;

    /**
     * Begins to show.
     *
     * @param task what is being done
     * @param total of how many steps; -1 when nobody knows
     */
    Progress(Session session, String task, long total) {
        Shell shell = session.shell();
        bar = shell.terminal() && !session.quiet() ? Optional.of(bar(shell, task, total)) : Optional.empty();
    }

    private static ProgressBar bar(Shell shell, String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(
                        shell.err(), Math.max(20, shell.width().getAsInt() - 1)))
                .build();
    }

    void reached(long steps) {
        bar.ifPresent(shown -> shown.stepTo(steps));
    }

    /** The same, where the number of steps became known meanwhile. */
    void reached(long steps, long total) {
        bar.ifPresent(shown -> shown.maxHint(total).stepTo(steps));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
