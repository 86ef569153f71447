package dev.tributary.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ingest.IngestProgress;
import dev.tributary.ingest.PartitionProgress;
import dev.tributary.ingest.QuarantineLimit;
import dev.tributary.lake.Arrival;
import dev.tributary.lake.CheckedValue;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import dev.tributary.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedAlarmTest {
    private static final String REJECTED = "TRANSACTIONS_QUARANTINE";
    private static final String DERIVED = "TRANSACTIONS_SECURE";
    private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(MONDAY);
    private final List<String> said = new ArrayList<>();
    private LakeWriter writer;
    private RejectedAlarm alarm;
    private long rejected;
    private long derived;

    @BeforeEach
    void open() {
        LakeLayout layout = new LakeLayout(folder);
        writer = LakeWriter.open(
                layout, new Feeds(List.of(Feed.append("*"))), 8, new LocalDisk(), CrashPoint.Visitor.NONE);
        PipelineListener listener = new PipelineListener() {
            @Override
            public void notice(String line) {
                said.add(line);
            }
        };
        alarm = new RejectedAlarm(layout, new QuarantineLimit(0.2, 10, false), new Notices(listener, clock));
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private void commit(int moreRejected, int moreDerived, Instant day, OptionalLong lag) {
        for (int n = 0; n < moreRejected; n++) {
            take(REJECTED, rejected++, day);
        }
        for (int n = 0; n < moreDerived; n++) {
            take(DERIVED, derived++, day);
        }
        writer.force().commit(List.of());
        alarm.committed(new IngestProgress(
                rejected + derived,
                0,
                0,
                1,
                Optional.of(day),
                List.of(
                        new PartitionProgress(REJECTED, 0, 0, rejected, OptionalLong.of(0)),
                        new PartitionProgress(DERIVED, 0, 0, derived, lag)),
                List.of(),
                List.of()));
    }

    private void take(String topic, long offset, Instant day) {
        writer.take(new Arrival(
                topic,
                0,
                0,
                offset,
                day.toEpochMilli(),
                Optional.empty(),
                Optional.of(CheckedValue.of(("{\"n\":" + offset + "}").getBytes(UTF_8))),
                List.of()));
    }

    @Test
    void tooManyRejectedTransactionsAreToldOnceADay() {
        commit(3, 20, MONDAY, OptionalLong.of(0));
        assertThat(said).isEmpty();

        commit(3, 0, MONDAY, OptionalLong.of(0));
        commit(3, 0, MONDAY, OptionalLong.of(0));
        assertThat(said)
                .singleElement()
                .asString()
                .contains("6 of the 26 transactions of 2026-03-02", "quarantine list");

        commit(9, 1, MONDAY.plus(Duration.ofDays(1)), OptionalLong.of(0));
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).contains("9 of the 10 transactions of 2026-03-03");
    }

    @Test
    void whatIsStillOnItsWayCountsAsDerived() {
        commit(6, 0, MONDAY, OptionalLong.empty());
        commit(0, 1, MONDAY, OptionalLong.of(30));
        assertThat(said).isEmpty();

        commit(0, 9, MONDAY, OptionalLong.of(0));

        assertThat(said).singleElement().asString().contains("6 of the 16 transactions");
    }

    @Test
    void fewAreNoAlarm() {
        commit(2, 0, MONDAY, OptionalLong.of(0));

        assertThat(said).isEmpty();
    }
}
