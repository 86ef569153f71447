package dev.tributary.pipeline;

import dev.tributary.lake.FileRepair;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeRepair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes damaged files of the lake what they were, from the records that Kafka still has; how, {@link FileRepair} says. */
public final class RepairFiles {
    /**
     * What came of a file.
     *
     * @param path the file
     * @param whole whether it is now what the ledger says
     * @param putBack the records whose lines were put back; none for a file that was whole
     * @param damage what is still wrong with it
     * @param notOffered how many of its lines have a record that Kafka no longer has
     */
    public record Outcome(String path, boolean whole, List<String> putBack, List<String> damage, long notOffered) {
        public Outcome {
            putBack = List.copyOf(putBack);
            damage = List.copyOf(damage);
        }
    }

    private RepairFiles() {}

    /**
     * Mends files.
     *
     * @param paths the files, as the ledger names them
     * @throws PipelineException when the ledger does not know one of them; then nothing is done
     */
    public static List<Outcome> run(LakeLayout layout, KafkaConnection kafka, List<String> paths) {
        try (LakeRepair lake = LakeRepair.open(layout)) {
            Map<String, LakeFile> known = new HashMap<>();
            lake.files().forEach(file -> known.put(file.path(), file));
            List<LakeFile> files = new ArrayList<>();
            for (String path : paths) {
                files.add(Optional.ofNullable(known.get(path))
                        .orElseThrow(() -> new PipelineException(
                                "the lake has no committed file " + path, "tributary verify names the damaged files")));
            }
            OfferRecords records = new OfferRecords(kafka, layout, CatchUp.current(lake.positions()));
            return files.stream().map(file -> mend(layout, lake, records, file)).toList();
        }
    }

    private static Outcome mend(LakeLayout layout, LakeRepair lake, OfferRecords records, LakeFile file) {
        try {
            if (FileRepair.whole(layout, file)) {
                return new Outcome(file.path(), true, List.of(), List.of(), 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + layout.resolve(file.path()), e);
        }
        FileRepair repair = records.to(file);
        Optional<List<String>> putBack = lake.mend(repair);
        return new Outcome(
                file.path(),
                putBack.isPresent(),
                putBack.orElse(List.of()),
                putBack.isPresent() ? List.of() : repair.damage(),
                repair.notOffered());
    }
}
