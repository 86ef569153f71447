package dev.tributary.streams;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts a new version of the secret into the key file, where it becomes the active one at the next start of the streams. The older versions stay: without
 * them nobody could be found again in what was made under them. Killed at any moment, it leaves the old file or the new one.
 */
public final class KeyRotation {
    private final KeyFile file;
    private final int active;
    private final Consumer<RotationPoint> points;

    private KeyRotation(KeyFile file, int active, Consumer<RotationPoint> points) {
        this.file = file;
        this.active = active;
        this.points = points;
    }

    /**
     * What would be rotated. Nothing is changed.
     *
     * @throws PseudonymKeyException when the key comes from the environment, or there is none yet, or it cannot be used
     */
    public static KeyRotation of(Path keyFile, Map<String, String> environment) {
        return of(keyFile, environment, point -> {});
    }

    static KeyRotation of(Path keyFile, Map<String, String> environment, Consumer<RotationPoint> points) {
        PseudonymKeys keys = PseudonymKeys.load(keyFile, environment)
                .orElseThrow(() -> new PseudonymKeyException(
                        "there is no pseudonym key file " + keyFile + " to be rotated",
                        "the first start of the streams makes one; a lost one comes back from a backup",
                        null));
        int active = keys.active().number();
        if (PseudonymKeys.inEnvironment(environment)) {
            throw new PseudonymKeyException(
                    "the pseudonym key comes from the environment variable " + PseudonymKeys.VARIABLE
                            + ", which this program cannot change",
                    "append \"," + (active + 1)
                            + " SECRET\" to its value, SECRET being the output of: openssl rand -hex 32",
                    null);
        }
        return new KeyRotation(new KeyFile(keyFile), active, points);
    }

    /** The version that is active now. */
    public int active() {
        return active;
    }

    /** The version that becomes active. */
    public int next() {
        return active + 1;
    }

    /**
     * Does it. When this returns, the new version is on the disk. Of several rotations at once one does it.
     *
     * @throws PseudonymKeyException when another rotation was first or is at work, or the file cannot be written
     */
    public void run() {
        file.append(active, points);
    }
}
