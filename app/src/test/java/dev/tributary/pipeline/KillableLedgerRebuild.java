package dev.tributary.pipeline;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LedgerRebuild;
import dev.tributary.lake.LedgerRebuildPoint;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Rebuilds a ledger in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableLedgerRebuild {
    private KillableLedgerRebuild() {}

    /** Arguments: {@code bootstrap-servers lake point}. */
    public static void main(String[] arguments) {
        Path lake = Path.of(arguments[1]);
        try (KafkaConnection kafka = KafkaConnection.find(Optional.of(arguments[0]), Map.of(), BrokerConfig.in(lake))
                .orElseThrow()) {
            RebuildLedger.run(
                    new LakeLayout(lake),
                    RebuildLedgerTest.FEEDS,
                    Optional.of(kafka),
                    Erasures.NONE,
                    Instant.now(),
                    stoppingAt(new KillPoint(arguments[2], 1)));
        }
        System.out.println("ended without coming there");
    }

    private static LedgerRebuild.Listener stoppingAt(KillPoint point) {
        return new LedgerRebuild.Listener() {
            @Override
            public void at(LedgerRebuildPoint reached) {
                point.reached(reached.name());
            }
        };
    }
}
