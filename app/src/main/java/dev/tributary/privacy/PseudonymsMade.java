package dev.tributary.privacy;

import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.PrunedFile;
import dev.tributary.streams.DerivedTopic;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.streams.TransactionTopology;
import dev.tributary.warehouse.TableState;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whether a project has pseudonyms that its topology made. A new secret could not go on with them. What other tools brought, in the lake or the warehouse, does
 * not count: Tributary never had a secret for it.
 */
public final class PseudonymsMade {
    private static final Set<String> TOPICS = topics();
    private static final int BEGINNING = 8_192;

    private PseudonymsMade() {}

    /** The topics whose rows hold pseudonyms, in any letter case. */
    private static Set<String> topics() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        TransactionTopology.derivedTopics().stream()
                .filter(DerivedTopic::pseudonymous)
                .forEach(topic -> names.add(topic.name()));
        return names;
    }

    /** In words, such as "the lake has 1,200 rows with pseudonyms"; empty when there are none. */
    public static Optional<String> in(LakeReader lake, Path database) {
        return words("the lake has ", inLake(lake)).or(() -> words("the warehouse has ", inWarehouse(database)));
    }

    /** What was pruned is not there to be looked at; what a topic of that name held was pseudonyms. */
    private static long inLake(LakeReader lake) {
        Stream<LakeFile> committed = lake.committedFiles().stream().filter(file -> beginsWithPseudonym(lake, file));
        return Stream.concat(committed, lake.pruned().stream().map(PrunedFile::file))
                .filter(file -> file.kind() == Kind.DATA && TOPICS.contains(file.topic()))
                .mapToLong(LakeFile::records)
                .sum();
    }

    private static boolean beginsWithPseudonym(LakeReader lake, LakeFile file) {
        Path path = lake.layout().root().resolve(file.path());
        try (InputStream in = Files.newInputStream(path)) {
            String beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
            return beginning.contains("\"" + PseudonymKeys.USER_ID + "\":\"");
        } catch (NoSuchFileException e) {
            return true; // lost or pruned meanwhile: as with those pruned before
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private static long inWarehouse(Path database) {
        if (!Files.exists(database)) {
            return 0;
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
            return warehouse.tables().stream()
                    .filter(table -> TOPICS.contains(table.name())
                            && table.newestRecord().isPresent()
                            && hasPseudonyms(table))
                    .mapToLong(TableState::rows)
                    .sum();
        }
    }

    private static boolean hasPseudonyms(TableState table) {
        return table.columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(PseudonymKeys.USER_ID));
    }

    private static Optional<String> words(String where, long rows) {
        return rows == 0
                ? Optional.empty()
                : Optional.of(where + String.format(Locale.ROOT, "%,d", rows) + (rows == 1 ? " row" : " rows")
                        + " with pseudonyms");
    }
}
