package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.pipeline.KafkaConnection;
import dev.tributary.pipeline.Verification;
import dev.tributary.pipeline.Verify;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "verify",
        description = "Compare Kafka, lake and warehouse record by record; exit 6 when they differ.",
        footer = {
            "tributary verify",
            "tributary verify -o json | jq '.[] | select(.missing > 0)'",
        })
final class VerifyCommand implements Callable<Integer> {
    private final Session session;

    VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Settings settings = session.settings();
        Optional<Warehouse> warehouse = Optional.of(settings.warehouse().database())
                .filter(Files::exists)
                .map(Warehouse::openReadOnly);
        try (KafkaConnection kafka = session.kafka(settings);
                LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()))) {
            return VerificationTable.print(session, verify(settings, kafka, lake, warehouse));
        } finally {
            warehouse.ifPresent(Warehouse::close);
        }
    }

    private Verification verify(
            Settings settings, KafkaConnection kafka, LakeReader lake, Optional<Warehouse> warehouse) {
        try (LiveLine line = new LiveLine(session)) {
            return Verify.run(
                    kafka,
                    lake,
                    warehouse,
                    settings.feeds(),
                    session.erasures(settings),
                    session.shell().clock().instant(),
                    what -> {
                        if (session.shell().terminal()) {
                            line.update(
                                    "reading " + what, session.shell().clock().instant());
                        }
                    });
        }
    }
}
