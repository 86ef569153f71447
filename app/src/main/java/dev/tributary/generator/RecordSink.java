package dev.tributary.generator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where records go. For one thread, but for {@link #delivered}. Every failure is a {@link GeneratorException}. */
public interface RecordSink extends AutoCloseable {
    /** Takes a record; may return before it has arrived. Fails when an earlier one did not arrive. */
    void send(SourceRecord item);

    /** Returns when all records taken so far have arrived. */
    void flush();

    /** How many records have arrived, for any thread: those the cluster acknowledged, or those written. */
    long delivered();

    /** Delivers what is left and lets go of the target. */
    @Override
    void close();

    /**
     * A file with one line per record: the bytes of its value and a line feed. Keys and timestamps are not in it; the values hold both. A
     * tombstone is the line {@code null}. A file that exists is replaced; the lines can be read while they are written.
     */
    static RecordSink toFile(Path file) {
        try {
            return new LineSink(file.toString(), Files.newOutputStream(file), true);
        } catch (IOException e) {
            throw new GeneratorException(
                    "cannot write " + file + ": " + e, "choose a file in a folder you may write", e);
        }
    }

    /** The lines of {@link #toFile} on a stream, which stays open. */
    static RecordSink toStream(String name, OutputStream stream) {
        return new LineSink(name, stream, false);
    }

    /**
     * A topic, each record acknowledged by all replicas and none sent twice. The user's own properties win over what is chosen here, save
     * the serializers.
     *
     * @param clientProperties how to reach the cluster
     */
    static RecordSink toTopic(Map<String, Object> clientProperties, String topic) {
        return TopicSink.open(clientProperties, topic);
    }
}
