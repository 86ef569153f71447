package dev.tributary.pipeline;

import dev.tributary.lake.CrashPoint;
import dev.tributary.warehouse.LoadPoints;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Ingests or loads once in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableStage implements CrashPoint.Visitor, LoadPoints {
    static final String MID_LOAD = "MID_LOAD";
    static final String BEFORE_LOAD_COMMIT = "BEFORE_LOAD_COMMIT";
    static final String AFTER_LOAD_COMMIT = "AFTER_LOAD_COMMIT";
    static final String AT = "at ";

    private final String point;
    private int visitsLeft;

    private KillableStage(String point, int visit) {
        this.point = point;
        this.visitsLeft = visit;
    }

    /** Arguments: {@code bootstrap-servers lake database point visit}; which stage runs follows from the point. */
    public static void main(String[] arguments) {
        TestProject project =
                new TestProject(arguments[0], KillPointTest.FEEDS, Path.of(arguments[1]), Path.of(arguments[2]));
        KillableStage stage = new KillableStage(arguments[3], Integer.parseInt(arguments[4]));
        if (arguments[3].endsWith("LOAD") || arguments[3].endsWith("LOAD_COMMIT")) {
            project.load(stage);
        } else {
            project.ingest(stage);
        }
        System.out.println("ended without coming there");
    }

    @Override
    public void at(CrashPoint reached) {
        visit(reached.name());
    }

    @Override
    public void midLoad() {
        visit(MID_LOAD);
    }

    @Override
    public void beforeLoadCommit() {
        visit(BEFORE_LOAD_COMMIT);
    }

    @Override
    public void afterLoadCommit() {
        visit(AFTER_LOAD_COMMIT);
    }

    private void visit(String reached) {
        if (reached.equals(point) && --visitsLeft == 0) {
            System.out.println(AT + point);
            System.out.flush();
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
