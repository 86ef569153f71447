package dev.tributary.quarantine;

import dev.tributary.broker.ClientSettings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Resubmits one record in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableResubmission implements ResubmitPoints {
    private final KillPoint point;

    private KillableResubmission(KillPoint point) {
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
                    catalogue,
                    history,
                    ClientSettings.of(arguments[0]),
                    new KillableResubmission(new KillPoint(arguments[4], 1)))) {
                resubmission.send(orders, Instant.now(), "test", () -> false);
            }
        }
        System.out.println("ended without coming there");
    }

    @Override
    public void intended() {
        point.reached("intended");
    }

    @Override
    public void sent() {
        point.reached("sent");
    }

    @Override
    public void committed() {
        point.reached("committed");
    }

    @Override
    public void noted() {
        point.reached("noted");
    }
}
