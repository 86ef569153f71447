package dev.tributary.pipeline;

import dev.tributary.ingest.GroupDifference;
import dev.tributary.ingest.Ingest;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.IngestException;
import dev.tributary.ingest.IngestListener;
import dev.tributary.ingest.IngestProgress;
import dev.tributary.ingest.QuarantineAlarm;
import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.DiskFullException;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.Gap;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LocalDisk;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Ingestion as a stage: what it does becomes notices, and each commit wakes the loader. */
final class IngestStage {
    private final Ingest ingest;

    IngestStage(
            LakeLayout layout,
            IngestConfig config,
            Map<String, Object> kafka,
            InstantSource clock,
            PipelineListener listener,
            Erasures erasures,
            Consumer<IngestProgress> committed) {
        Notices notices = new Notices(listener, clock);
        RejectedAlarm rejected = new RejectedAlarm(layout, config.quarantine(), notices);
        this.ingest = new Ingest(
                layout,
                config,
                kafka,
                clock,
                new Told(notices, rejected, committed),
                new LocalDisk(),
                CrashPoint.Visitor.NONE,
                erasures);
    }

    Ingest ingest() {
        return ingest;
    }

    private record Told(Notices notices, RejectedAlarm rejected, Consumer<IngestProgress> told)
            implements IngestListener {
        @Override
        public void committed(IngestProgress progress) {
            told.accept(progress);
            rejected.committed(progress);
        }

        @Override
        public void topicRefused(String topic, String reason) {
            notices.say("topic " + topic + " is not taken into the lake: " + reason);
        }

        @Override
        public void topicRecreated(String topic, String oldId, String newId, int epoch) {
            notices.say("topic " + topic + " was deleted and created anew (id " + oldId + ", now " + newId
                    + "): what the lake has stays, the new topic is read from its start as epoch " + epoch);
        }

        @Override
        public void gapFound(Gap gap) {
            notices.say(gap.topic() + " partition " + gap.partition() + ": offsets " + gap.from() + " to "
                    + (gap.to() - 1) + " were gone before they were read (" + gap.reason() + ")");
        }

        @Override
        public void groupDiffers(GroupDifference difference) {
            notices.say(difference.text());
        }

        @Override
        public void quarantineAlarm(QuarantineAlarm alarm) {
            notices.say(alarm.text() + ": " + alarm.fix());
        }

        @Override
        public void topicStopped(String topic, IngestException reason) {
            notices.say("topic " + topic + " stopped, the others go on: " + reason.getMessage());
        }

        @Override
        public void diskFull(DiskFullException reason) {
            notices.say(
                    "THE DISK IS FULL: nothing more is read from Kafka until there is room; then ingestion goes on by itself"
                            + " and loses nothing. " + reason.getMessage());
        }

        @Override
        public void diskHasRoom() {
            notices.say("the disk has room again: ingestion goes on");
        }

        @Override
        public void trouble(String what, Exception cause) {
            notices.say(what + ": " + cause.getMessage() + "; going on");
        }
    }
}
