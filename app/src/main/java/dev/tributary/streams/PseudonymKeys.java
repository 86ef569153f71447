package dev.tributary.streams;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The secret behind the pseudonyms, in one or more versions, of which the highest is the active one: it makes all new pseudonyms. The older ones
 * are kept to find what was made under them. Whoever loses the secret gets different pseudonyms from then on; whoever leaks it can be
 * asked who is who by trying all the names.
 */
public final class PseudonymKeys {
    /** The environment variable that wins over the file: one or more versions, each at least 16 bytes as hex or base64. */
    public static final String VARIABLE = "TRIBUTARY_PSEUDONYM_KEY";

    /** The column with the pseudonym of the user's id. */
    public static final String USER_ID = "USER_ID_HASHED";

    /** The column with the pseudonym of the user's name. */
    public static final String USER_NAME = "USER_NAME_HASHED";

    /** The member of a row that says under which version its pseudonyms were made; missing where that is version 1. */
    public static final String VERSION = "PSEUDONYM_KEY";

    private final List<KeyVersion> versions;

    private PseudonymKeys(List<KeyVersion> versions) {
        this.versions = List.copyOf(versions);
    }

    /**
     * The keys from {@value #VARIABLE} if it is set and not blank, otherwise from the file, which is made with a new random secret
     * when it is missing. Two processes that start at the same moment end with the same keys.
     *
     * @throws PseudonymKeyException when the secret is malformed, or the file can be read by others, or cannot be read or made
     */
    public static PseudonymKeys loadOrCreate(Path keyFile, Map<String, String> environment) {
        return loadOrCreate(keyFile, environment, Optional::empty);
    }

    /**
     * The same, but a missing file is not made anew where pseudonyms exist that a new secret could not go on with.
     *
     * @param made asked only when the file is missing: what there is of pseudonyms, in words such as "the lake has 12 rows"
     * @throws PseudonymKeyException also when the file is missing and there is something
     */
    public static PseudonymKeys loadOrCreate(
            Path keyFile, Map<String, String> environment, Supplier<Optional<String>> made) {
        return fromEnvironment(environment).orElseGet(() -> {
            KeyFile file = new KeyFile(keyFile);
            if (file.missing()) {
                made.get().ifPresent(what -> {
                    throw file.lost(what);
                });
                file.create();
            }
            return parse(file.read(), file::malformed);
        });
    }

    /**
     * The keys that there are. Nothing is made.
     *
     * @return empty when neither the variable is set nor the file there
     * @throws PseudonymKeyException when the secret is malformed, or the file can be read by others, or cannot be read
     */
    public static Optional<PseudonymKeys> load(Path keyFile, Map<String, String> environment) {
        return fromEnvironment(environment).or(() -> {
            KeyFile file = new KeyFile(keyFile);
            return file.missing() ? Optional.empty() : Optional.of(parse(file.read(), file::malformed));
        });
    }

    /** Whether the keys come from {@value #VARIABLE}, and not from a file. */
    public static boolean inEnvironment(Map<String, String> environment) {
        return !environment.getOrDefault(VARIABLE, "").isBlank();
    }

    private static Optional<PseudonymKeys> fromEnvironment(Map<String, String> environment) {
        return Optional.of(environment.getOrDefault(VARIABLE, ""))
                .filter(text -> !text.isBlank())
                .map(text -> parse(text, PseudonymKeys::malformedVariable));
    }

    private static PseudonymKeys parse(String text, Function<List<String>, PseudonymKeyException> malformed) {
        KeyText parsed = KeyText.parse(text);
        if (!parsed.problems().isEmpty()) {
            throw malformed.apply(parsed.problems());
        }
        return new PseudonymKeys(parsed.versions());
    }

    private static PseudonymKeyException malformedVariable(List<String> problems) {
        return new PseudonymKeyException(
                "the environment variable " + VARIABLE + " is malformed: " + String.join("; ", problems),
                "set it to the output of: openssl rand -hex 32 (several versions: 1 SECRET,2 SECRET)",
                null);
    }

    /** The keys of a secret at hand, as version 1. */
    public static PseudonymKeys of(byte[] secret) {
        return new PseudonymKeys(List.of(new KeyVersion(1, secret)));
    }

    /** All versions, the oldest first. */
    public List<KeyVersion> versions() {
        return versions;
    }

    /** The version that makes all new pseudonyms. */
    public KeyVersion active() {
        return versions.get(versions.size() - 1);
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "PseudonymKeys" + versions;
    }
}
