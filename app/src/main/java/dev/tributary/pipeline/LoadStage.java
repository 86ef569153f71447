package dev.tributary.pipeline;

import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.FollowLake;
import dev.tributary.warehouse.LoadLake;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.LoadSummary;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import dev.tributary.warehouse.WarehouseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Loading as a stage: follows the lake, and keeps the freshness. */
final class LoadStage implements AutoCloseable {
    /** Records older than this were not made now, and their age says nothing about the pipeline. */
    private static final Duration MADE_NOW = Duration.ofMinutes(10);

    private final LakeReader lake;
    private final Warehouse warehouse;
    private final FollowLake follow;
    private final InstantSource clock;
    private final Notices notices;
    private volatile Optional<Duration> freshness = Optional.empty();

    LoadStage(LakeLayout layout, WarehouseConfig config, InstantSource clock, PipelineListener listener) {
        this.clock = clock;
        this.notices = new Notices(listener, clock);
        this.warehouse = Warehouse.open(config);
        this.lake = LakeReader.open(layout);
        LoadLake load = new LoadLake(warehouse, lake, config.feeds(), clock);
        this.follow = new FollowLake(load, lake, new Told());
    }

    FollowLake follow() {
        return follow;
    }

    /** How old the newest record was when it became visible. */
    Optional<Duration> freshness() {
        return freshness;
    }

    /** How many lines of ours the warehouse has taken, those of pruned files included. */
    long loaded() {
        return warehouse.marks().stream()
                .filter(mark -> !mark.foreign())
                .mapToLong(LoadMark::lines)
                .sum();
    }

    @Override
    public void close() {
        try (warehouse;
                lake) {
            follow.stop();
        }
    }

    private final class Told implements FollowLake.Listener {
        @Override
        public void loaded(LoadSummary summary) {
            Instant now = clock.instant();
            freshness = warehouse
                    .newestRecord()
                    .map(newest -> Duration.between(newest, now))
                    .filter(age -> !age.isNegative() && age.compareTo(MADE_NOW) < 0)
                    .or(() -> freshness);
            summary.failed()
                    .forEach(failed ->
                            notices.say("lake file " + failed.path() + " was not loaded: " + failed.message()));
        }

        @Override
        public void delayed(WarehouseException reason) {
            notices.say("load postponed, it will be tried again: " + reason.getMessage());
        }
    }
}
