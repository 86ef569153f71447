package dev.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Runs the simulation over many seeds, the same ones in every build. {@code -Dtributary.simulation.steps=N} makes it go on for that many steps,
 * {@code -Dtributary.seed=N} begins with the one seed that a failure names.
 */
@Timeout(36_000)
class PipelineSimulationTest {
    private static final long STEPS = Long.getLong("tributary.simulation.steps", 200_000);
    private static final long STEPS_OF_A_SEED = 2_000;

    @TempDir(factory = InMemory.class)
    Path folder;

    @Test
    void nothingIsLostOrDoubledWhateverHappensInWhateverOrder() throws Exception {
        long[] seeds = new Random(Seed.get())
                .longs(Math.max(1, STEPS / STEPS_OF_A_SEED))
                .toArray();
        seeds[0] = Seed.get();

        int crashes = Arrays.stream(seeds).parallel().mapToInt(this::run).sum();

        assertThat(crashes).as("how often a process died").isPositive();
    }

    /** What is durable and what is not is simulated, so that the files may lie in memory where there is such a folder. */
    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "tributary")
                    : Files.createTempDirectory("tributary");
        }
    }

    private int run(long seed) {
        Path place = folder.resolve("seed-" + seed);
        try (PipelineSimulation simulation = new PipelineSimulation(place, seed)) {
            simulation.run(STEPS_OF_A_SEED);
            return simulation.crashes();
        } catch (IOException | SQLException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
