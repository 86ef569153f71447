package dev.tributary.ingest;

import dev.tributary.lake.CrashPoint;
import dev.tributary.lake.Disk;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeWriter;
import dev.tributary.lake.LocalDisk;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Takes Kafka topics into a lake, each record exactly once whatever process dies at whatever moment. It holds the lake's lock
 * from its making to its closing. One run at a time; after a run that failed it can only be closed.
 */
public final class Ingest implements AutoCloseable {
    private final LakeWriter writer;
    private final RecordSource source;
    private final IngestLoop loop;

    /**
     * Opens the lake, recovers it, and makes the Kafka clients, which connect later.
     *
     * @param kafkaClientProperties how the cluster is reached
     * @throws dev.tributary.lake.LakeLockedException when another writer is on the lake
     * @throws LakeException when the lake is damaged or cannot be written
     */
    public Ingest(
            LakeLayout layout,
            IngestConfig config,
            Map<String, Object> kafkaClientProperties,
            InstantSource clock,
            IngestListener listener) {
        this(layout, config, kafkaClientProperties, clock, listener, new LocalDisk(), CrashPoint.Visitor.NONE);
    }

    /** The same on another disk, and with a visitor that may end the process at named places. */
    public Ingest(
            LakeLayout layout,
            IngestConfig config,
            Map<String, Object> kafkaClientProperties,
            InstantSource clock,
            IngestListener listener,
            Disk disk,
            CrashPoint.Visitor crash) {
        this(layout, config, kafkaClientProperties, clock, listener, disk, crash, Erasures.NONE);
    }

    /** The same, into a lake from which persons were erased. */
    public Ingest(
            LakeLayout layout,
            IngestConfig config,
            Map<String, Object> kafkaClientProperties,
            InstantSource clock,
            IngestListener listener,
            Disk disk,
            CrashPoint.Visitor crash,
            Erasures erasures) {
        this.writer = LakeWriter.open(layout, config.feeds(), config.openFiles(), disk, crash, erasures);
        try {
            this.source = new FetchAhead(new KafkaRecordSource(config, kafkaClientProperties, listener));
        } catch (KafkaException e) {
            writer.close();
            throw new IngestException("The Kafka clients cannot be made: " + reason(e), Optional.empty(), e);
        }
        this.loop = new IngestLoop(config, source, writer, clock, listener, crash);
    }

    /**
     * Takes everything that the matching topics had when this was called, commits it and returns. Returns earlier after
     * {@link #stop}.
     *
     * @throws IngestException when it cannot go on, or when a topic had to stop; the others are taken before
     */
    public void runUntilCaughtUp() {
        explained(loop::runUntilCaughtUp);
    }

    /**
     * Takes what comes until {@link #stop}, then commits what is in hand and returns.
     *
     * @throws IngestException when it cannot go on, or at the end when a topic had to stop
     */
    public void runUntilStopped() {
        explained(loop::runUntilStopped);
    }

    /** Ends the run, from another thread, at once. */
    public void stop() {
        loop.stop();
    }

    /** What was committed so far; from any thread. */
    public IngestProgress progress() {
        return loop.progress();
    }

    /** Closes the clients and gives the lake's lock back. What was not committed is read again next time. */
    @Override
    public void close() {
        try (writer) {
            source.close();
        }
    }

    private static void explained(Runnable run) {
        try {
            run.run();
        } catch (LakeException e) {
            throw new IngestException(String.valueOf(e.getMessage()), e.fix(), e);
        } catch (AuthenticationException e) {
            throw new IngestException(
                    "Kafka did not accept the login: " + e.getMessage(),
                    Optional.of("check the sasl.* and ssl.* settings"),
                    e);
        } catch (AuthorizationException e) {
            throw new IngestException(
                    "Kafka does not permit reading: " + e.getMessage(),
                    Optional.of("grant READ and DESCRIBE on the topics, and READ on the group"),
                    e);
        } catch (InterruptException e) {
            throw new IngestException(
                    "Ingestion was interrupted; what was not committed is read again", Optional.empty(), e);
        } catch (KafkaException e) {
            throw new IngestException("Kafka cannot be read: " + reason(e), Optional.empty(), e);
        }
    }

    private static String reason(KafkaException failure) {
        Throwable cause = failure.getCause();
        String message = String.valueOf(failure.getMessage());
        return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
                ? message
                : message + ": " + cause.getMessage();
    }
}
