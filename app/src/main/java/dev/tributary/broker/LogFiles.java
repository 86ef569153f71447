package dev.tributary.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;

/** Reads the records in a broker's files, those that it hands out no more among them, and those in files that wait to be deleted. */
public final class LogFiles {
    private LogFiles() {}

    /**
     * Whether the key, the value or a header of any record of some topics is meant.
     *
     * @param directory the embedded broker's
     */
    public static boolean any(Path directory, Collection<String> topics, Predicate<byte[]> meant) {
        Set<String> wanted = Set.copyOf(topics);
        try (Stream<Path> all = Files.walk(new BrokerFolder(directory).data())) {
            List<Path> logs = all.filter(path -> path.getFileName().toString().contains(".log"))
                    .filter(path -> wanted.contains(topic(path)))
                    .toList();
            return logs.stream().anyMatch(log -> any(log, meant));
        } catch (IOException | UncheckedIOException e) {
            throw new BrokerException(
                    "cannot look through the broker's files in " + directory + ": " + e, Optional.empty(), e);
        }
    }

    /** The folder of a partition is its topic and its number. */
    private static String topic(Path log) {
        Path folder = log.getParent();
        String name = folder == null ? "" : folder.getFileName().toString();
        return name.substring(0, Math.max(0, name.lastIndexOf('-')));
    }

    private static boolean any(Path log, Predicate<byte[]> meant) {
        try (FileRecords records = FileRecords.open(log.toFile(), false)) {
            for (Record record : records.records()) {
                if (meant(record, meant)) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            return false; // deleted meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean meant(Record record, Predicate<byte[]> meant) {
        if ((record.hasKey() && meant.test(bytes(record.key())))
                || (record.hasValue() && meant.test(bytes(record.value())))) {
            return true;
        }
        for (Header header : record.headers()) {
            if (header.value() != null && meant.test(header.value())) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
