package dev.tributary.cli;

import dev.tributary.config.Flag;
import dev.tributary.config.Origin;
import dev.tributary.config.Settings;
import dev.tributary.config.ShownSetting;
import dev.tributary.config.Stage;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.pipeline.Pipeline;
import dev.tributary.pipeline.PipelineException;
import dev.tributary.pipeline.Verification;
import dev.tributary.pipeline.Verify;
import dev.tributary.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Everything in one process with sample data, in ./tributary-demo, until Ctrl-C.",
        footer = {
            "tributary demo",
            "tributary demo --once --events 5000 --seed 7 --dir d1",
        })
final class DemoCommand implements Callable<Integer>, OwnFolder {
    private static final Duration RECONCILE_AFTER = Duration.ofSeconds(20);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(30);
    private static final long EVENTS_ONCE = 5_000;

    /** What a demo shows unless somebody set it otherwise: few users who come back, and a little bad input. */
    private static final Map<String, String> CHOICES = Map.of(
            "generator.seed", "42",
            "generator.users", "500",
            "generator.distribution", "heavy-tailed",
            "generator.bad.not-json", "0.001",
            "generator.bad.unknown-currency", "0.001");

    private final Session session;

    @Option(names = "--once", description = "End as soon as all events are in the warehouse and verified.")
    private boolean once;

    @Option(names = "--no-open", description = "Do not open a browser; there is no page to open yet.")
    @SuppressWarnings("UnusedVariable") // scripts that say it stay right once there is a page
    private boolean noOpen;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "How many events. Default: no end; with --once " + EVENTS_ONCE + ".")
    private @Nullable String events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Events per second. Default: 200 without --events, else as fast as possible.")
    private @Nullable String rate;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed, the same events. Default: 42.")
    private @Nullable String seed;

    DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public String folder() {
        return "tributary-demo";
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        greet(settings);
        EnumSet<Stage> stages = EnumSet.of(Stage.GENERATE, Stage.STREAMS, Stage.INGEST, Stage.LOAD);
        try (Foreground foreground = Foreground.start(session, settings, stages)) {
            return once ? untilVerified(foreground, settings) : untilStopped(foreground, settings);
        }
    }

    private Settings settings() {
        List<Flag> flags = flags();
        Settings chosen = session.settings(flags);
        for (ShownSetting setting : chosen.shown()) {
            String choice = CHOICES.get(setting.key());
            if (choice != null && setting.origin() instanceof Origin.Default) {
                flags.add(new Flag("demo", setting.key(), choice));
            }
        }
        return session.settings(flags);
    }

    private List<Flag> flags() {
        Map<String, @Nullable String> given = new LinkedHashMap<>();
        given.put("events", events == null && once ? String.valueOf(EVENTS_ONCE) : events);
        given.put("rate", rate);
        given.put("seed", seed);
        List<Flag> flags = new ArrayList<>();
        given.forEach((name, value) -> Optional.ofNullable(value)
                .ifPresent(present -> flags.add(new Flag("--" + name, "generator." + name, present))));
        return flags;
    }

    private void greet(Settings settings) {
        session.say(String.format(
                "%s   %s        dir %s   seed %d",
                session.colours().strong("Tributary " + Versions.tributary()),
                settings.kafka().bootstrapServers().map(at -> "on " + at).orElse("embedded, no Docker"),
                session.display(session.directory()),
                settings.generator().seed()));
    }

    private int untilStopped(Foreground foreground, Settings settings) throws InterruptedException {
        session.say("Ctrl-C stops and keeps the data.   Next: ./tributary query run --all" + session.dirOption());
        Instant reconcile = now().plus(RECONCILE_AFTER);
        boolean[] reconciled = {false};
        foreground.watch((pipeline, counters) -> {
            if (!reconciled[0] && now().isAfter(reconcile)) {
                reconciled[0] = true;
                foreground.say(VerificationTable.verdict(session, verify(pipeline, settings)));
            }
            return true;
        });
        session.say("stopped; the data is in " + session.display(session.directory()));
        return Exit.DONE;
    }

    private int untilVerified(Foreground foreground, Settings settings) throws InterruptedException {
        Drain drain = new Drain();
        foreground.watch((pipeline, counters) -> !drain.over(pipeline));
        if (session.stop().requested()) {
            return Exit.INTERRUPTED;
        }
        int exit = VerificationTable.print(session, verify(foreground.pipeline(), settings));
        session.say("Next: ./tributary query run --all" + session.dirOption());
        return exit;
    }

    /** Waits, in a thread of its own so that the counters go on, until all events are in the warehouse. */
    private static final class Drain {
        private @Nullable Thread thread;
        private volatile boolean drained;

        boolean over(Pipeline pipeline) {
            if (thread == null && pipeline.generated()) {
                thread = new Thread(() -> drain(pipeline), "tributary-drain");
                thread.start();
            }
            if (thread != null && !thread.isAlive() && !drained) {
                throw new PipelineException("not all events came to the warehouse within " + DRAINED_WITHIN.toMinutes()
                        + " minutes; run  tributary status  to see where they are");
            }
            return drained;
        }

        private void drain(Pipeline pipeline) {
            try {
                drained = pipeline.awaitDrained(DRAINED_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Verification verify(Pipeline pipeline, Settings settings) {
        try (LakeReader lake = LakeReader.open(new LakeLayout(settings.lake()));
                Warehouse warehouse =
                        Warehouse.openReadOnly(settings.warehouse().database())) {
            return Verify.run(
                    pipeline.kafka(),
                    lake,
                    Optional.of(warehouse),
                    settings.feeds(),
                    session.erasures(settings),
                    now(),
                    what -> {});
        }
    }

    private Instant now() {
        return session.shell().clock().instant();
    }
}
