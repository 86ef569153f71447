package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.lake.Erasure;
import dev.tributary.lake.ErasureFile;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeException;
import dev.tributary.streams.Forgotten;
import dev.tributary.streams.KeyVersion;
import dev.tributary.streams.PseudonymKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** The persons who were erased from a project: the file that says so, and the key under which a clear id is known again. */
public final class KnownErasures {
    /** Not a column of any row: nobody can compare the digest of an id with a pseudonym. */
    private static final String PURPOSE = "ERASED_USER_ID";

    private static final int ID_DIGITS = 8;

    private KnownErasures() {}

    /** Where they stand. */
    static Path file(Settings settings) {
        return settings.state().resolve(ErasureFile.NAME);
    }

    /**
     * Those of a project. The key is asked for only when something looks like an id that may have been erased.
     *
     * @throws LakeException when they cannot be read
     */
    public static Erasures of(Settings settings, Map<String, String> environment) {
        return with(ErasureFile.read(file(settings)), settings, environment);
    }

    /** The same for the topology, which knows persons by their clear ids: whoever has a new pseudonym since is known all the same. */
    static Forgotten forgotten(Settings settings, Map<String, String> environment) {
        Erasures erasures = of(settings, environment);
        return (userId, time) -> {
            byte[] id = userId.getBytes(StandardCharsets.UTF_8);
            return erasures.cover(time, id, 0, id.length);
        };
    }

    static Erasures with(Collection<Erasure> erasures, Settings settings, Map<String, String> environment) {
        return Erasures.of(erasures, new Digests(() -> PseudonymKeys.load(settings.pseudonymKey(), environment)));
    }

    /** The erasure of a person as of now, with the pseudonyms under every version of the key. */
    static Erasure decide(String userId, PseudonymKeys keys, Instant now, long until) {
        Set<String> digests = new HashSet<>();
        keys.versions()
                .forEach(version -> digests.add(Erasures.digestOf(version.pseudonym(PseudonymKeys.USER_ID, userId))));
        KeyVersion oldest = keys.versions().get(0);
        return new Erasure(
                "erasure-" + UUID.randomUUID().toString().substring(0, ID_DIGITS),
                now,
                Math.max(now.toEpochMilli(), until),
                digests,
                oldest.number(),
                Erasure.shapeOf(userId),
                oldest.pseudonym(PURPOSE, userId));
    }

    /** Makes digests of ids, with the key read once. */
    private static final class Digests implements Erasures.UserDigest {
        private final Supplier<Optional<PseudonymKeys>> keys;
        private List<KeyVersion> versions = List.of();

        Digests(Supplier<Optional<PseudonymKeys>> keys) {
            this.keys = keys;
        }

        @Override
        public String of(int keyVersion, String userId) {
            if (versions.isEmpty()) {
                versions = keys.get().map(PseudonymKeys::versions).orElse(List.of());
            }
            return versions.stream()
                    .filter(version -> version.number() == keyVersion)
                    .findFirst()
                    .orElseThrow(() -> new LakeException(
                            "Persons were erased from this project, and they are known again under version "
                                    + keyVersion + " of the pseudonyms' key, which is not here",
                            Optional.of(
                                    "put the key back, from a backup for example, or set " + PseudonymKeys.VARIABLE),
                            null))
                    .pseudonym(PURPOSE, userId);
        }
    }
}
