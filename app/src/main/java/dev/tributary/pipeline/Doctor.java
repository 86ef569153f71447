package dev.tributary.pipeline;

import dev.tributary.broker.BrokerException;
import dev.tributary.config.Settings;
import dev.tributary.lake.Gap;
import dev.tributary.lake.Kind;
import dev.tributary.lake.LakeException;
import dev.tributary.lake.LakeFile;
import dev.tributary.lake.LakeLayout;
import dev.tributary.lake.LakeLock;
import dev.tributary.lake.LakeReader;
import dev.tributary.privacy.PseudonymsMade;
import dev.tributary.quarantine.QuarantineException;
import dev.tributary.streams.PseudonymKeyException;
import dev.tributary.streams.PseudonymKeys;
import dev.tributary.warehouse.LoadMark;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Looks for what is wrong with a project and says how to mend it. Starts nothing and changes nothing. */
public final class Doctor {
    private static final long MIB = 1 << 20;
    private static final long LITTLE_DISK = 1024 * MIB;
    private static final long NO_DISK = 64 * MIB;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Settings settings;
    private final Map<String, String> environment;
    private final Instant now;
    private final LakeLayout layout;

    private Doctor(Settings settings, Map<String, String> environment, Instant now) {
        this.settings = settings;
        this.environment = environment;
        this.now = now;
        this.layout = new LakeLayout(settings.lake());
    }

    /** Everything there is to look at, in the order in which a record passes it. */
    public static List<Check> examine(Settings settings, Map<String, String> environment, Instant now) {
        Doctor doctor = new Doctor(settings, environment, now);
        List<Check> checks = new ArrayList<>();
        checks.add(java());
        checks.add(doctor.folder());
        checks.add(doctor.disk());
        checks.add(doctor.clock());
        checks.add(doctor.kafka());
        checks.add(doctor.key());
        checks.add(doctor.lock());
        checks.addAll(doctor.lake());
        checks.add(doctor.warehouse());
        checks.add(doctor.erasures());
        return checks;
    }

    private static Check java() {
        Runtime runtime = Runtime.getRuntime();
        String detail = System.getProperty("java.vendor") + " " + Runtime.version() + ", heap up to "
                + runtime.maxMemory() / MIB + " MiB, " + runtime.availableProcessors() + " processors";
        return runtime.maxMemory() < 200 * MIB
                ? Check.warning("Java", detail, "give it more, as TRIBUTARY_JAVA_OPTS=-Xmx512m")
                : Check.ok("Java", detail);
    }

    private Path nearestFolder() {
        Path folder = settings.directory();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    private Check folder() {
        Path folder = nearestFolder();
        String detail = settings.directory() + (folder.equals(settings.directory()) ? "" : " (not made yet)");
        return Files.isDirectory(folder) && Files.isWritable(folder)
                ? Check.ok("folder", detail)
                : Check.failed("folder", folder + " is not a folder that may be written", "choose another with --dir");
    }

    private Check disk() {
        try {
            FileStore store = Files.getFileStore(nearestFolder());
            long free = store.getUsableSpace();
            String detail = String.format(Locale.ROOT, "%,d MiB free", free / MIB);
            if (free < NO_DISK) {
                return Check.failed("disk", detail, "make room, or choose another folder with --dir");
            }
            return free < LITTLE_DISK
                    ? Check.warning("disk", detail, "make room before the lake needs it")
                    : Check.ok("disk", detail);
        } catch (IOException e) {
            return Check.failed("disk", "cannot tell the free space: " + e, "check that the disk is mounted");
        }
    }

    private Check clock() {
        return now.isBefore(Instant.parse("2025-01-01T00:00:00Z"))
                ? Check.failed("clock", now + " is in the past", "set the system's clock")
                : Check.ok("clock", now.truncatedTo(ChronoUnit.SECONDS) + " (UTC)");
    }

    private Check kafka() {
        try (KafkaConnection kafka = KafkaConnection.find(
                        settings.kafka().bootstrapServers(), settings.kafka().properties(), settings.broker())
                .orElse(null)) {
            return kafka == null
                    ? Check.ok("Kafka", "embedded, not running; a command that needs it starts it")
                    : Check.ok("Kafka", kafka.settings().bootstrapServers() + " answers");
        } catch (BrokerException e) {
            return Check.failed("Kafka", message(e), e.fix().orElse("check --bootstrap-server"));
        }
    }

    private Check key() {
        try {
            return PseudonymKeys.load(settings.pseudonymKey(), environment)
                    .map(this::key)
                    .orElseGet(this::noKey);
        } catch (PseudonymKeyException e) {
            return Check.failed("pseudonym key", message(e), e.fix().orElse("chmod 600 " + settings.pseudonymKey()));
        }
    }

    private Check key(PseudonymKeys keys) {
        int version = keys.active().number();
        return Check.ok(
                "pseudonym key",
                (PseudonymKeys.inEnvironment(environment)
                                ? "from " + PseudonymKeys.VARIABLE
                                : settings.pseudonymKey() + ", for its owner only")
                        + (version > 1 ? ", version " + version + " is active" : ""));
    }

    private Check noKey() {
        try (LakeReader lake = LakeReader.open(layout)) {
            return PseudonymsMade.in(lake, settings.warehouse().database())
                    .map(made -> Check.warning(
                            "pseudonym key",
                            settings.pseudonymKey() + " is missing, but " + made + "; streams will not start here",
                            "put it back from a backup, or set " + PseudonymKeys.VARIABLE))
                    .orElseGet(() -> Check.ok("pseudonym key", "none yet; the first start of the streams makes one"));
        } catch (LakeException | WarehouseException e) {
            return Check.warning(
                    "pseudonym key",
                    settings.pseudonymKey() + " is missing, and whether there are pseudonyms cannot be told",
                    "mend the lake and the warehouse first");
        }
    }

    private Check lock() {
        return Check.ok(
                "lake lock",
                LakeLock.livingHolder(layout).map(holder -> "held by " + holder).orElse("free"));
    }

    private List<Check> lake() {
        try (LakeReader lake = LakeReader.open(layout)) {
            List<LakeFile> files = lake.files();
            List<Check> checks = new ArrayList<>();
            checks.add(lakeFiles(files));
            checks.add(quarantine(files));
            checks.add(confidentialFiles(files));
            checks.add(gaps(lake.gaps()));
            checks.add(archives());
            return checks;
        } catch (LakeException e) {
            return List.of(Check.failed("lake", message(e), e.fix().orElse("tributary verify")));
        }
    }

    private Check lakeFiles(List<LakeFile> files) {
        List<String> damaged = files.stream()
                .filter(file -> !file.foreign() && size(file) < file.length())
                .map(LakeFile::path)
                .toList();
        if (!damaged.isEmpty()) {
            return Check.failed(
                    "lake",
                    Words.count(damaged.size(), "file is", "files are") + " shorter than the ledger says: "
                            + String.join(", ", damaged),
                    "tributary verify names the records; restore the files from a backup");
        }
        long foreign = files.stream().filter(LakeFile::foreign).count();
        return Check.ok(
                "lake",
                Words.count(files.size(), "file", "files") + ", "
                        + Words.count(
                                files.stream().mapToLong(LakeFile::records).sum(), "record", "records")
                        + (foreign == 0 ? "" : ", " + foreign + " of the files by other tools"));
    }

    private long size(LakeFile file) {
        try {
            Path path = layout.resolve(file.path());
            return Files.exists(path) ? Files.size(path) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private Check quarantine(List<LakeFile> files) {
        try {
            long open = OpenQuarantine.of(settings).in(files);
            Optional<String> tooMany = RejectedShare.newestDay(files)
                    .filter(share -> share.above(settings.ingest().quarantine()))
                    .map(RejectedShare::text);
            String detail = open == 0 ? "nothing open" : Words.count(open, "record is", "records are") + " open";
            return open == 0
                    ? Check.ok("quarantine", detail)
                    : Check.warning(
                            "quarantine",
                            detail + tooMany.map("; "::concat).orElse(""),
                            "tributary quarantine list, then resubmit or discard what it lists");
        } catch (QuarantineException e) {
            return Check.failed("quarantine", message(e), e.fix().orElse("tributary quarantine list"));
        }
    }

    private Check confidentialFiles(List<LakeFile> files) {
        List<String> open = files.stream()
                .filter(file -> !file.foreign())
                .filter(file -> file.kind() == Kind.DEAD_LETTER
                        || settings.feeds()
                                .match(file.topic())
                                .filter(feed -> feed.confidential())
                                .isPresent())
                .filter(this::readableByOthers)
                .map(LakeFile::path)
                .toList();
        return open.isEmpty()
                ? Check.ok("quarantine files", "for their owner only")
                : Check.failed(
                        "quarantine files",
                        "others may read raw data in " + String.join(", ", open),
                        "chmod 600 " + layout.resolve(open.get(0)) + (open.size() > 1 ? " ..." : ""));
    }

    private boolean readableByOthers(LakeFile file) {
        Path path = layout.resolve(file.path());
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        try {
            return Files.exists(path)
                    && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return true;
        }
    }

    private static Check gaps(List<Gap> gaps) {
        return gaps.isEmpty()
                ? Check.ok("gaps", "none")
                : Check.warning(
                        "gaps",
                        Words.count(
                                        gaps.stream()
                                                .mapToLong(gap -> gap.to() - gap.from())
                                                .sum(),
                                        "offset was",
                                        "offsets were")
                                + " gone from Kafka before they were read, first in "
                                + gaps.get(0).topic() + " partition "
                                + gaps.get(0).partition(),
                        "keep records longer in Kafka than ingestion may pause");
    }

    private Check archives() {
        ArchivedDays days = new ArchivedDays(settings);
        List<String> missing = days.missing();
        return missing.isEmpty()
                ? Check.ok("archives", days.words().orElse("none"))
                : Check.failed(
                        "archives",
                        Words.count(missing.size(), "archive is", "archives are") + " gone or not as long as written: "
                                + String.join(", ", missing),
                        "put the files back from a backup; tributary archive verify looks at every byte");
    }

    private Check warehouse() {
        Path database = settings.warehouse().database();
        if (!Files.exists(database)) {
            return Check.ok("warehouse", "none yet; tributary load makes it");
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
            List<String> problems = warehouse.check();
            if (!problems.isEmpty()) {
                return Check.failed("warehouse", database + ": " + problems.get(0), "tributary rebuild --warehouse");
            }
            Optional<Instant> loaded =
                    warehouse.marks().stream().map(LoadMark::loadedAt).max(Instant::compareTo);
            String detail = Words.count(warehouse.tables().size(), "table", "tables") + ", integrity checked, "
                    + loaded.map(at -> "last load " + ago(at)).orElse("nothing loaded yet");
            long rejects = warehouse.rejectCount();
            return rejects == 0
                    ? Check.ok("warehouse", detail)
                    : Check.warning(
                            "warehouse",
                            detail + ", " + Words.count(rejects, "line", "lines") + " rejected",
                            "tributary sql \"SELECT file, position, reason FROM _rejects\"");
        } catch (WarehouseException e) {
            return Check.failed("warehouse", message(e), e.fix().orElse("tributary load"));
        }
    }

    private Check erasures() {
        try {
            int unfinished = UnfinishedErasures.in(settings).size();
            return unfinished == 0
                    ? Check.ok("erasures", "none broken off")
                    : Check.failed(
                            "erasures",
                            Words.count(unfinished, "person is", "persons are")
                                    + " to be forgotten, and it was not carried to its end",
                            "tributary privacy forget --resume");
        } catch (LakeException e) {
            return Check.failed("erasures", message(e), e.fix().orElse("tributary doctor"));
        } catch (WarehouseException e) {
            return Check.failed(
                    "erasures",
                    "what the warehouse has erased cannot be read",
                    e.fix().orElse("tributary load"));
        }
    }

    private String ago(Instant moment) {
        return Words.duration(Duration.between(moment, now)) + " ago";
    }

    private static String message(Throwable thrown) {
        return Optional.ofNullable(thrown.getMessage())
                .orElseGet(((Supplier<String>) () -> thrown.getClass().getSimpleName()));
    }
}
