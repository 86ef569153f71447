package dev.tributary.pipeline;

import dev.tributary.lake.Erasures;
import dev.tributary.lake.FileRepair;
import dev.tributary.lake.FileRepairPoint;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.LakeRepair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes damaged files of the lake what they were, from the records that Kafka still has; how, {@link FileRepair} says. */
public final class RepairFiles {
    /**
     * What came of a file.
     *
     * @param path the file
     * @param state how it is now
     * @param putBack the records whose lines were put back
     * @param damage what is still wrong with it
     * @param notOffered how many of its lines have a record that Kafka no longer has
     */
    public record Outcome(String path, State state, List<String> putBack, List<String> damage, long notOffered) {
        public Outcome {
            putBack = List.copyOf(putBack);
            damage = List.copyOf(damage);
        }

        /** Whether it is now what the ledger says. */
        public boolean whole() {
            return state == State.WHOLE || state == State.MENDED || state == State.REORDERED;
        }
    }

    /** How a file is. */
    public enum State {
        /** It was whole before. */
        WHOLE,
        /** It is what it was, byte for byte. */
        MENDED,
        /** It has the records that it had, in another order. */
        REORDERED,
        /** It is as it was found: Kafka has every record of it, but in which order they stood is not found. */
        ORDER_UNKNOWN,
        /** It is as it was found: Kafka no longer has every record of it. */
        RECORDS_GONE
    }

    private RepairFiles() {}

    /**
     * Mends files.
     *
     * @param paths the files, as the ledger names them
     * @param reorder whether the lines of a file may come to stand in another order than they did, each partition's kept
     * @param erasures of whose persons nothing is put back
     * @param points is told how far each file is
     * @throws PipelineException when the ledger does not know one of them; then nothing is done
     */
    public static List<Outcome> run(
            LakeLayout layout,
            KafkaConnection kafka,
            List<String> paths,
            boolean reorder,
            Erasures erasures,
            Consumer<FileRepairPoint> points) {
        try (LakeRepair lake = LakeRepair.open(layout);
                LakeReader reader = LakeReader.open(layout)) {
            Map<String, LakeFile> known = new HashMap<>();
            lake.files().forEach(file -> known.put(file.path(), file));
            List<LakeFile> files = new ArrayList<>();
            for (String path : paths) {
                files.add(Optional.ofNullable(known.get(path))
                        .orElseThrow(() -> new PipelineException(
                                "the lake has no committed file " + path, "tributary verify names the damaged files")));
            }
            OfferRecords records = new OfferRecords(kafka, reader, CatchUp.current(lake.positions()), erasures);
            return files.stream()
                    .map(file -> whole(layout, file)
                            .orElseGet(() -> mend(lake, records.to(file), file.path(), reorder, points)))
                    .toList();
        }
    }

    /** The outcome for a file that needs no mending. */
    private static Optional<Outcome> whole(LakeLayout layout, LakeFile file) {
        try {
            return FileRepair.whole(layout, file)
                    ? Optional.of(new Outcome(file.path(), State.WHOLE, List.of(), List.of(), 0))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + layout.resolve(file.path()), e);
        }
    }

    private static Outcome mend(
            LakeRepair lake, FileRepair repair, String path, boolean reorder, Consumer<FileRepairPoint> points) {
        return lake.mend(repair, reorder, points)
                .map(mended -> new Outcome(
                        path, mended.reordered() ? State.REORDERED : State.MENDED, mended.putBack(), List.of(), 0))
                .orElseGet(() -> new Outcome(
                        path,
                        proven(repair, path) ? State.ORDER_UNKNOWN : State.RECORDS_GONE,
                        List.of(),
                        repair.damage(),
                        repair.notOffered()));
    }

    private static boolean proven(FileRepair repair, String path) {
        try {
            return repair.proven();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read lake file " + path, e);
        }
    }
}
