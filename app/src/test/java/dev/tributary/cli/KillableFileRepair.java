package dev.tributary.cli;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeLayout;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.RepairFiles;
import dev.tributary.testing.KillPoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Mends lake files in a process of its own, and stops still at a named point, so that a test can kill it there. */
final class KillableFileRepair {
    private KillableFileRepair() {}

    /** Arguments: {@code bootstrap-servers lake reorder point visit path...}. */
    public static void main(String[] arguments) {
        Path lake = Path.of(arguments[1]);
        KillPoint point = new KillPoint(arguments[3], Integer.parseInt(arguments[4]));
        try (KafkaConnection kafka = KafkaConnection.find(Optional.of(arguments[0]), Map.of(), BrokerConfig.in(lake))
                .orElseThrow()) {
            RepairFiles.run(
                    new LakeLayout(lake),
                    kafka,
                    Arrays.asList(arguments).subList(5, arguments.length),
                    Boolean.parseBoolean(arguments[2]),
                    Erasures.NONE,
                    reached -> point.reached(reached.name()));
        }
        System.out.println("ended without coming there");
    }
}
