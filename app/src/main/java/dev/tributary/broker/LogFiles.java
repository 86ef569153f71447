package dev.tributary.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
        Path data = new BrokerFolder(directory).data();
        try (DirectoryStream<Path> partitions =
                Files.newDirectoryStream(data, folder -> wanted.contains(topic(folder)))) {
            for (Path partition : partitions) {
                if (anyIn(partition, meant)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            throw new BrokerException(
                    "cannot look through the broker's files in " + data + ": " + e, Optional.empty(), e);
        }
    }

    private static boolean anyIn(Path partition, Predicate<byte[]> meant) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(partition, "*.log*")) {
            for (Path log : logs) {
                if (any(log, meant)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The folder of a partition is its topic and its number. */
    private static String topic(Path partition) {
        String name = partition.getFileName().toString();
        return name.substring(0, Math.max(0, name.lastIndexOf('-')));
    }

    private static boolean any(Path log, Predicate<byte[]> meant) throws IOException {
        try {
            FileRecords records = FileRecords.open(log.toFile(), false);
            try {
                return any(records, meant);
            } finally {
                records.closeHandlers(); // closing them would cut the file to the length that it had, and the broker
                // may be writing it
            }
        } catch (NoSuchFileException e) {
            return false; // deleted meanwhile
        }
    }

    private static boolean any(FileRecords records, Predicate<byte[]> meant) {
        for (Record record : records.records()) {
            if (meant(record, meant)) {
                return true;
            }
        }
        return false;
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
