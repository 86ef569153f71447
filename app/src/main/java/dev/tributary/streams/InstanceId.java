package dev.tributary.streams;

import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name of the instance that owns a state directory. It is no secret; a lost or torn one is replaced, at the price of one slow start. */
final class InstanceId {
    private static final String FILE = "instance-id";
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private InstanceId() {}

    static String of(Path stateDirectory) {
        Path file = stateDirectory.resolve(FILE);
        try {
            OwnerOnly.createFolders(stateDirectory);
            if (Files.exists(file)) {
                String id = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
                if (ID.matcher(id).matches()) {
                    return id;
                }
            }
            String id = UUID.randomUUID().toString();
            Files.writeString(file, id + "\n", StandardCharsets.ISO_8859_1);
            return id;
        } catch (IOException e) {
            throw new StreamsFailedException(
                    "the state directory " + stateDirectory + " cannot be used: " + e,
                    Optional.of("make it writable for this user"),
                    e);
        }
    }
}
