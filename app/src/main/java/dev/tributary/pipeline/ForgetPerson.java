package dev.tributary.pipeline;

import dev.tributary.archive.ParquetArchiver;
import dev.tributary.config.Settings;
import dev.tributary.lake.Erasure;
import dev.tributary.lake.ErasureFile;
import dev.tributary.lake.Erasures;
import dev.tributary.lake.LakeErasure;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeReader;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.warehouse.EraseRows;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Erases a person from a project, in this order:
 *
 * <ol>
 *   <li>Make the pseudonyms under every version of the key, and look for them and for the clear id everywhere.
 *   <li>Take the lake's lock, so that nothing is decided that could not be done now.
 *   <li>Add the erasure to the project's file. <b>This is the one act</b>: from now on the person is to be forgotten, and whoever finds it undone does it. It has nothing by which
 *       the person is known, only by which a record of theirs is known again.
 *   <li>Add it to every backup that is known, so that restoring one erases the person again.
 *   <li>The lake, the warehouse, the kept reports: {@link CarryOutErasures}.
 *   <li>Search the bytes of everything.
 * </ol>
 */
public final class ForgetPerson {
    /** What an id looks like: long enough, with a letter and a digit, so that no amount and no status is taken for one. */
    private static final Pattern USER_ID =
            Pattern.compile("(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9](?:[A-Za-z0-9._@+-]{3,98})[A-Za-z0-9]");

    /**
     * What there is of a person.
     *
     * @param lake files of the lake with lines of theirs
     * @param archives how many lines the archive of each pruned file has
     * @param rows how many rows each table of the warehouse has
     * @param reports kept reports that show them
     * @param backups the backups that are known, the newest last
     * @param kafka what topics hold; empty when Kafka was not asked
     * @param erased when the person was erased before, the last time
     */
    public record Plan(
            List<LakeErasure.Found> lake,
            Map<LakeFile, Long> archives,
            Map<String, Long> rows,
            List<Path> reports,
            List<KnownBackup> backups,
            List<HeldByKafka> kafka,
            Optional<Instant> erased) {
        /** Whether there is nothing of them but what Kafka and backups may have. */
        public boolean nothing() {
            return lake.isEmpty() && archives.isEmpty() && rows.isEmpty() && reports.isEmpty();
        }
    }

    /**
     * What was done.
     *
     * @param erasures the ids of the erasures that were carried out
     * @param lake what each file of the lake had
     * @param archives how many lines the archive of each pruned file had
     * @param rows how many rows each table had
     * @param reports the reports that were deleted
     * @param left files that still have something of the person; none when all went well
     */
    public record Result(
            List<String> erasures,
            List<LakeErasure.Found> lake,
            Map<LakeFile, Long> archives,
            Map<String, Long> rows,
            List<Path> reports,
            List<Path> left) {}

    /** A backup that is known: where it is, and when it was begun. */
    public record KnownBackup(Path folder, Instant taken) {}

    /** Is told how far it is: so many bytes, rows or reports of something. */
    @FunctionalInterface
    public interface Progress {
        /** So far. */
        void reached(String what, long done);
    }

    /** Is told that it is decided, before anything is erased. */
    @FunctionalInterface
    public interface Decided {
        /** The erasure's id. */
        void decided(String id);
    }

    private final Settings settings;
    private final Map<String, String> environment;
    private final ForgetPoint.Visitor points;
    private final Progress progress;

    /** For a project. */
    public ForgetPerson(Settings settings, Map<String, String> environment, Progress progress) {
        this(settings, environment, progress, ForgetPoint.Visitor.NONE);
    }

    /** The same, for tests that end the process at a point of it. */
    ForgetPerson(Settings settings, Map<String, String> environment, Progress progress, ForgetPoint.Visitor points) {
        this.settings = settings;
        this.environment = environment;
        this.progress = progress;
        this.points = points;
    }

    /**
     * What there is of a person. Changes nothing.
     *
     * @param kafka the cluster, if it is to be asked
     * @throws PipelineException when it is no id of a user, or there is no key
     */
    public Plan look(String userId, Optional<KafkaConnection> kafka, Instant now) {
        return look(erasures(decide(userId, now, Long.MIN_VALUE)), kafka);
    }

    private Plan look(Erasures person, Optional<KafkaConnection> kafka) {
        List<LakeErasure.Found> lake;
        Map<LakeFile, Long> archives;
        try (LakeReader reader = LakeReader.open(new LakeLayout(settings.lake()));
                ParquetArchiver archiver = new ParquetArchiver()) {
            lake = LakeErasure.look(reader, person, bytes -> progress.reached("lake", bytes));
            archives = LakeErasure.lookArchives(reader, person, archiver);
        }
        return new Plan(
                lake,
                archives,
                seen(person).map(EraseRows.Seen::rows).orElse(Map.of()),
                carryOut(person).reports(person),
                backups(),
                kafka.map(cluster -> HeldByKafka.of(cluster, settings, person)).orElse(List.of()),
                before(person).map(Erasure::at));
    }

    private Optional<EraseRows.Seen> seen(Erasures person) {
        Path database = settings.warehouse().database();
        if (!Files.exists(database)) {
            return Optional.empty();
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
            return Optional.of(EraseRows.look(warehouse, person, rows -> progress.reached("warehouse", rows)));
        }
    }

    /** The last erasure of the same person. */
    private Optional<Erasure> before(Erasures person) {
        String user = person.all().get(0).user();
        return ErasureFile.read(KnownErasures.file(settings)).stream()
                .filter(erasure -> erasure.user().equals(user))
                .reduce((earlier, later) -> later);
    }

    /**
     * Erases a person, and brings earlier erasures to their end that were broken off. One that is not found is erased all the same: whatever a replay or a backup
     * brings back of them goes again.
     *
     * @throws PipelineException when it is no id of a user, or there is no key; nothing is changed then
     * @throws dev.tributary.lake.LakeLockedException when a writer or a prune is on the lake; nothing is changed then
     */
    public Result run(String userId, Instant now, Decided decided) {
        Erasure looked = decide(userId, now, Long.MIN_VALUE);
        try (CarryOutErasures.Closing lake =
                new CarryOutErasures.Closing(carryOut(erasures(looked)).open())) {
            Erasure erasure = decide(userId, now, latest(erasures(looked)));
            // The one act: from now on the person is to be forgotten.
            ErasureFile.add(KnownErasures.file(settings), List.of(erasure));
            decided.decided(erasure.id());
            points.at(ForgetPoint.DECIDED);
            return carryOut(lake.lake(), Set.of(erasure.id()), now);
        }
    }

    /**
     * Takes a person out of the embedded broker too, after {@link #run}.
     *
     * @return the topics that were emptied
     * @throws PipelineException when something in them would be lost, or somebody else uses the broker; nothing is changed then
     */
    public Set<String> purge(String userId, Instant now) {
        Erasures person = erasures(decide(userId, now, Long.MIN_VALUE));
        try (CarryOutErasures.Closing lake =
                        new CarryOutErasures.Closing(carryOut(person).open());
                KafkaConnection kafka = KafkaConnection.openDeleting(
                        settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker())) {
            return new PurgeKafka(settings, kafka, person).run();
        }
    }

    /**
     * Whether that could be done now.
     *
     * @return the topics that would be emptied
     * @throws PipelineException when not
     */
    public Set<String> requirePurge(String userId, KafkaConnection kafka, Instant now) {
        return new PurgeKafka(settings, kafka, erasures(decide(userId, now, Long.MIN_VALUE))).require();
    }

    /** The files of the embedded broker and of the topology's state that still have something of a person; what is compressed in them is not seen. */
    public List<Path> leftInKafka(String userId, Instant now) {
        return new SearchTraces(erasures(decide(userId, now, Long.MIN_VALUE)), progress::reached).inKafka(settings);
    }

    /** Brings erasures to their end that were broken off. */
    public Result resume(Instant now) {
        Erasures all = KnownErasures.of(settings, environment);
        try (CarryOutErasures.Closing lake =
                new CarryOutErasures.Closing(carryOut(all).open())) {
            return carryOut(lake.lake(), unfinished(), now);
        }
    }

    /** The ids of the erasures that are decided and not carried out to their end. */
    public Set<String> unfinished() {
        return UnfinishedErasures.in(settings);
    }

    private Result carryOut(Optional<LakeErasure> lake, Set<String> sought, Instant now) {
        Erasures all = KnownErasures.of(settings, environment);
        backups().forEach(backup -> ErasureFile.add(backup.folder().resolve(ErasureFile.NAME), all.all()));
        points.at(ForgetPoint.BACKUPS_TOLD);
        CarryOutErasures.Outcome outcome = carryOut(all).run(lake, now);
        return new Result(
                List.copyOf(new TreeSet<>(sought)),
                outcome.lake(),
                outcome.archives(),
                outcome.rows(),
                outcome.reports(),
                left(all.only(sought)));
    }

    /** Backups that were begun before are known to have the person; what restores them erases again. */
    private List<Path> left(Erasures sought) {
        SearchTraces search = new SearchTraces(sought, progress::reached);
        List<Path> left = new ArrayList<>(search.inProject(settings));
        LakeLayout layout = new LakeLayout(settings.lake());
        try (LakeReader reader = LakeReader.open(layout);
                ParquetArchiver archiver = new ParquetArchiver()) {
            LakeErasure.lookArchives(reader, sought, archiver)
                    .keySet()
                    .forEach(file -> left.add(layout.resolve(file.path())));
        }
        for (KnownBackup backup : backups()) {
            Erasures earlier = sought.only(sought.all().stream()
                    .filter(erasure -> erasure.at().isBefore(backup.taken()))
                    .map(Erasure::id)
                    .collect(Collectors.toSet()));
            left.addAll(new SearchTraces(earlier, progress::reached).below(backup.folder(), List.of()));
        }
        return left;
    }

    /** A record that is dated later than now is covered, too, when it is here now. */
    private long latest(Erasures person) {
        long latest = seen(person).map(EraseRows.Seen::latest).orElse(Long.MIN_VALUE);
        try (LakeReader reader = LakeReader.open(new LakeLayout(settings.lake()))) {
            return LakeErasure.look(reader, person, bytes -> progress.reached("lake", bytes)).stream()
                    .mapToLong(LakeErasure.Found::latest)
                    .reduce(latest, Math::max);
        }
    }

    /**
     * Refuses what cannot be the id of a user.
     *
     * @throws PipelineException when it is none
     */
    public void requireId(String userId) {
        if (!USER_ID.matcher(userId).matches()) {
            throw new PipelineException(
                    "'" + userId
                            + "' is no id of a user: it has to have 5 to 100 letters, digits, '.', '_', '@', '+' or '-',"
                            + " a letter and a digit among them",
                    "name the USER_ID as the source topic has it, such as USER-4026");
        }
    }

    private Erasure decide(String userId, Instant now, long until) {
        requireId(userId);
        PseudonymKeys keys = PseudonymKeys.load(settings.pseudonymKey(), environment)
                .orElseThrow(() -> new PipelineException(
                        "there is no key in " + settings.pseudonymKey()
                                + ", so nobody can tell which pseudonyms the person has",
                        "put the key back, from a backup for example, or set " + PseudonymKeys.VARIABLE));
        return KnownErasures.decide(userId, keys, now, until);
    }

    private Erasures erasures(Erasure one) {
        return KnownErasures.with(List.of(one), settings, environment);
    }

    private CarryOutErasures carryOut(Erasures erasures) {
        return new CarryOutErasures(settings, erasures, points, progress::reached);
    }

    /** The finished backups in the folder of the settings, the newest last. */
    private List<KnownBackup> backups() {
        Optional<Path> folder = settings.backup().folder().filter(Files::isDirectory);
        if (folder.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder.get())) {
            List<KnownBackup> backups = new ArrayList<>();
            for (Path path : inside.filter(each -> Files.exists(each.resolve(BackupManifest.NAME)))
                    .toList()) {
                backups.add(new KnownBackup(path, BackupManifest.read(path).taken()));
            }
            backups.sort(Comparator.comparing(KnownBackup::taken));
            return List.copyOf(backups);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the backups in " + folder.get() + ": " + e.getMessage(), e);
        }
    }
}
