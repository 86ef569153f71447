package dev.tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How long a user waits: for the help, and for the first row of the demo in the warehouse. From the start of the process. */
final class StartSection implements Section {
    private static final String JAVA = "java -version";
    private static final String HELP = "tributary --help";
    private static final String DEMO = "tributary demo, to the first row in the warehouse";
    private static final double DEMO_WITHIN_SECONDS = 120;
    private static final long LOOK_EVERY_MS = 20;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String purpose() {
        return "demo to its first row, and --help";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        List<Double> peaks = new ArrayList<>();
        Rounds rounds = new Rounds("start", Rounds.Measure.MILLIS, bench.progress())
                .add(JAVA, () -> run(bench, List.of(Child.java(), "-Xshare:auto", "-version")))
                .add(HELP, () -> run(bench, Child.tributary("--help")))
                .add(DEMO, () -> demo(bench, peaks))
                .run(0, bench.scale().fewRounds());
        report.section(
                "Start",
                "From the start of the process, of a built tree; ms. The ratio is to a JVM that does nothing.");
        report.table("as fast as java -version,median,range", rounds.table(JAVA));
        report.text("Peak resident memory of the demo up to there, broker and all in one process, MiB:");
        report.table("median,range", ProcessSection.row("tributary demo", Quantiles.of(peaks)));
        report.figure("demo_first_row_s", rounds.median(DEMO) / 1_000);
        report.figure("help_s", rounds.median(HELP) / 1_000);
    }

    private static double run(Workbench bench, List<String> command) throws IOException, InterruptedException {
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "start");
                Child child = Child.start(command, folder.path())) {
            return child.await().seconds() * 1_000;
        }
    }

    private static double demo(Workbench bench, List<Double> peaks)
            throws IOException, InterruptedException, SQLException {
        try (BenchFolder folder = BenchFolder.below(bench.folder(), "demo");
                Child demo = Child.start(
                        Child.tributary(
                                "demo",
                                "--no-open",
                                "--dir",
                                folder.path().resolve("demo").toString()),
                        folder.path())) {
            Path database = folder.path().resolve("demo").resolve("data_warehouse.db");
            while (!hasRow(database)) {
                demo.requireAlive();
                if (demo.seconds() > DEMO_WITHIN_SECONDS) {
                    throw new IllegalStateException("the demo has no row after " + DEMO_WITHIN_SECONDS + " s");
                }
                Thread.sleep(LOOK_EVERY_MS);
            }
            double millis = demo.seconds() * 1_000;
            peaks.add(demo.peakMib());
            return millis;
        }
    }

    private static boolean hasRow(Path database) throws SQLException {
        if (!Files.exists(database)) {
            return false;
        }
        try (WarehouseView view = new WarehouseView(database)) {
            return view.hasTable("TRANSACTIONS_USD")
                    && view.after("TRANSACTIONS_USD", 0).rows() > 0;
        }
    }
}
