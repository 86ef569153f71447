package dev.tributary.quarantine;

import dev.tributary.broker.ClientSettings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Resubmits one record in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableResubmission implements ResubmitPoints {
    static final String AT = "at ";

    private final String point;

    private KillableResubmission(String point) {
        this.point = point;
    }

    /** Arguments: {@code bootstrap-servers lake history place point}. */
    public static void main(String[] arguments) {
        Place place = Place.parse(arguments[3]).orElseThrow();
        try (LakeReader lake = LakeReader.open(new LakeLayout(Path.of(arguments[1])));
                History history = History.open(Path.of(arguments[2]))) {
            Catalogue catalogue = new Catalogue(lake);
            List<Order> orders = ResubmissionTest.orders(catalogue, history, place);
            try (Resubmission resubmission = Resubmission.begin(
                    catalogue, history, ClientSettings.of(arguments[0]), new KillableResubmission(arguments[4]))) {
                resubmission.send(orders, Instant.now(), "test", () -> false);
            }
        }
        System.out.println("ended without coming there");
    }

    @Override
    public void intended() {
        visit("intended");
    }

    @Override
    public void sent() {
        visit("sent");
    }

    @Override
    public void committed() {
        visit("committed");
    }

    @Override
    public void noted() {
        visit("noted");
    }

    private void visit(String reached) {
        if (reached.equals(point)) {
            System.out.println(AT + point);
            System.out.flush();
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
