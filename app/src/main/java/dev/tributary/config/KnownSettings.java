package dev.tributary.config;

import dev.tributary.generator.GeneratorConfig.Distribution;
import dev.tributary.generator.GeneratorConfig.Time;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Retention;
import dev.tributary.streams.StreamRules.BlacklistMode;
import dev.tributary.streams.StreamRules.Place;
import dev.tributary.streams.TableUpdates;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Every setting there is. Reading, {@code config show}, the JSON Schema and the documentation follow from this list. */
public final class KnownSettings {
    static final Setting<Optional<String>> KAFKA_BOOTSTRAP_SERVERS = new Setting<>(
            "kafka.bootstrap-servers",
            Kinds.servers(),
            "embedded",
            "The Kafka cluster. `embedded` is a broker inside Tributary, with its data in the project folder.");
    static final SettingMap<String> KAFKA_PROPERTIES = new SettingMap<>(
            "kafka.properties",
            Kinds.anyText(),
            Map.of(),
            "Further properties of the Kafka clients, such as those of SASL and TLS. Secrets belong in the environment.",
            name -> name.toLowerCase(Locale.ROOT).replace('_', '.'));
    static final Setting<Long> BROKER_PORT = new Setting<>(
            "broker.port",
            Kinds.whole(1, 65_535),
            "19092",
            "The embedded broker's port on the loopback address; when it is taken, the next free one.");
    static final Setting<Long> BROKER_PARTITIONS = new Setting<>(
            "broker.partitions",
            Kinds.whole(1, 10_000),
            "2",
            "How many partitions a topic of the embedded broker gets when nobody says.");
    static final Setting<OptionalLong> GENERATOR_EVENTS =
            new Setting<>("generator.events", Kinds.events(), "unlimited", "How many source records are made.");
    static final Setting<Pace> GENERATOR_RATE = new Setting<>(
            "generator.rate",
            Kinds.pace(),
            "auto",
            "Events per second. `auto` is 200 while `generator.events` is unlimited, else as fast as possible.");
    static final Setting<OptionalLong> GENERATOR_SEED = new Setting<>(
            "generator.seed",
            Kinds.seed(),
            "random",
            "The same seed makes the same bytes, apart from the time of `live`.");
    static final Setting<Long> GENERATOR_USERS =
            new Setting<>("generator.users", Kinds.whole(1, 9_000), "9000", "How many users there are.");
    static final Setting<Distribution> GENERATOR_DISTRIBUTION = new Setting<>(
            "generator.distribution",
            Kinds.choice(Distribution.class),
            "uniform",
            "How the transactions spread over the users: all alike, or a few with many.");
    static final Setting<Double> GENERATOR_LIFECYCLE = new Setting<>(
            "generator.lifecycle",
            Kinds.share(),
            "0",
            "The share of transactions that are sent several times as their status moves on.");
    static final Setting<Time> GENERATOR_TIME = new Setting<>(
            "generator.time",
            Kinds.choice(Time.class),
            "live",
            "What TIMESTAMP says: `live` is now, `course` is spread over the last 30 days.");
    static final Setting<Double> BAD_NOT_JSON = bad("not-json", "text that is not JSON");
    static final Setting<Double> BAD_NOT_OBJECT = bad("not-object", "JSON, but no object");
    static final Setting<Double> BAD_MISSING_ID = bad("missing-id", "a transaction without TRANSACTION_ID");
    static final Setting<Double> BAD_UNKNOWN_CURRENCY =
            bad("unknown-currency", "a transaction in a currency without a rate");
    static final Setting<Double> BAD_DUPLICATE = bad("duplicate", "a record sent twice, byte for byte");
    static final Setting<Double> BAD_LATE = bad("late", "a record whose time is before the windows still open");
    static final Setting<Double> BAD_TOMBSTONE = bad("tombstone", "a null value");
    static final Setting<String> STREAMS_SOURCE =
            new Setting<>("streams.source", Kinds.topic(), "transaction_log", "The topic with the raw transactions.");
    static final SettingMap<BigDecimal> STREAMS_RATES = new SettingMap<>(
            "streams.rates",
            Kinds.rate(),
            Map.of("USD", "1", "EUR", "1.10", "GBP", "1.25", "CAD", "0.74", "AUD", "0.65", "JPY", "0.0067"),
            "What one unit of each currency is in USD. A transaction in a currency that is not listed goes to quarantine.",
            name -> name);
    static final Setting<List<Place>> STREAMS_BLACKLIST = new Setting<>(
            "streams.blacklist",
            new PlacesKind(),
            "[{city: Glasgow, country: UK}, {city: Berlin, country: Germany}, {city: Shenzhen, country: China}]",
            "The places whose transactions are marked, compared exactly.");
    static final Setting<BlacklistMode> STREAMS_BLACKLIST_MODE = new Setting<>(
            "streams.blacklist-mode",
            Kinds.choice(BlacklistMode.class),
            "tag",
            "`tag`: a marked row also stays in every other topic. `exclude`: it is in TRANSACTIONS_BLACKLISTED alone.");
    static final Setting<Duration> WINDOW_SIZE = new Setting<>(
            "streams.window.size", positiveDuration(), "5m", "How long a window of SPEND_LAST_FIVE_MIN_BY_TYPE is.");
    static final Setting<Duration> WINDOW_ADVANCE = new Setting<>(
            "streams.window.advance", positiveDuration(), "1m", "How far apart windows start; at most their size.");
    static final Setting<Duration> WINDOW_GRACE = new Setting<>(
            "streams.window.grace",
            Kinds.duration(Duration.ZERO),
            "1m",
            "How late a record may come and still count in its windows.");
    static final Setting<String> STREAMS_APPLICATION_ID = new Setting<>(
            "streams.application-id",
            Kinds.applicationId(),
            "tributary-streams",
            "The Kafka Streams application; instances with the same one share the work.");
    static final Setting<Long> STREAMS_THREADS =
            new Setting<>("streams.threads", Kinds.whole(1, 256), "2", "How many threads run the topology.");
    static final Setting<TableUpdates> STREAMS_TABLE_UPDATES = new Setting<>(
            "streams.table-updates",
            Kinds.choice(TableUpdates.class),
            "last",
            "`last`: USER_SPENDING_BY_TYPE and SPEND_LAST_FIVE_MIN_BY_TYPE get the last row of each key when a transaction of Kafka Streams"
                    + " commits, ten times a second. `every`: a row for each transaction, and one for each window that it is in.");
    static final Setting<Feeds> FEEDS = new Setting<>(
            "feeds",
            new FeedsKind(),
            "[{topic: TRANSACTIONS_SECURE}, {topic: TRANSACTIONS_USD}, {topic: TRANSACTIONS_BLACKLISTED},"
                    + " {topic: TRANSACTIONS_COMPLETED}, {topic: TRANSACTIONS_PENDING}, {topic: TRANSACTIONS_FAILED},"
                    + " {topic: TRANSACTIONS_PROCESSING}, {topic: TRANSACTIONS_CANCELLED},"
                    + " {topic: USER_SPENDING_BY_TYPE, mode: latest, key: [USER_ID_HASHED, TRANSACTION_TYPE]},"
                    + " {topic: SPEND_LAST_FIVE_MIN_BY_TYPE, mode: latest, key: [TRANSACTION_TYPE, WINDOW_START]},"
                    + " {topic: TRANSACTIONS_QUARANTINE, mode: ignore, confidential: true}]",
            "Which topics flow into the lake, and how their records stand in the warehouse.");
    static final Setting<String> INGEST_GROUP = new Setting<>(
            "ingest.group",
            Kinds.text(),
            "tributary",
            "The consumer group whose offsets are committed for lag monitors; the ledger alone decides where to read.");
    static final Setting<Duration> INGEST_COMMIT_INTERVAL = new Setting<>(
            "ingest.commit-interval",
            positiveDuration(),
            "250ms",
            "The longest that a record waits for its commit, on idle topics too.");
    static final Setting<Long> INGEST_COMMIT_BYTES = new Setting<>(
            "ingest.commit-bytes", Kinds.size(1), "32MiB", "How many bytes of lines bring a commit forward.");
    static final Setting<Long> INGEST_MEMORY_BYTES = new Setting<>(
            "ingest.memory-bytes",
            Kinds.size(1 << 20),
            "64MiB",
            "The budget for everything fetched and not yet written, over all partitions together.");
    static final Setting<Duration> INGEST_REFRESH_INTERVAL = new Setting<>(
            "ingest.refresh-interval", positiveDuration(), "5s", "How often new topics and partitions are looked for.");
    static final Setting<Long> INGEST_OPEN_FILES =
            new Setting<>("ingest.open-files", Kinds.whole(1, 100_000), "64", "How many lake files are kept open.");
    static final Setting<Boolean> INGEST_ACCEPT_GAPS = new Setting<>(
            "ingest.accept-gaps",
            Kinds.yesOrNo(),
            "false",
            "Whether to go on behind records that Kafka no longer has, the gap being recorded; otherwise their topic stops.");
    static final Setting<Double> INGEST_QUARANTINE_THRESHOLD = new Setting<>(
            "ingest.quarantine-threshold",
            Kinds.share(),
            "0.1",
            "The share of dead letters among a partition's last offsets above which an alarm is raised; 1 is never.");
    static final Setting<Long> INGEST_QUARANTINE_WINDOW = new Setting<>(
            "ingest.quarantine-window",
            Kinds.whole(1, 100_000),
            "100",
            "How many of a partition's last offsets that share is of, also while fewer were read.");
    static final Setting<Boolean> INGEST_QUARANTINE_STOP = new Setting<>(
            "ingest.quarantine-stop",
            Kinds.yesOrNo(),
            "false",
            "Whether the topic stops at that alarm, until the next start; the others go on.");
    static final Setting<Retention.Period> RETENTION_AFTER = new Setting<>(
            "retention.after",
            Kinds.period(),
            "7d",
            "How long after its end a day stays in the lake, once it is loaded; a feed may have its own `retention`. The warehouse keeps its rows.");
    static final Setting<Retention.Period> RETENTION_QUARANTINE = new Setting<>(
            "retention.quarantine",
            Kinds.period(),
            "7d",
            "The same for dead letters and TRANSACTIONS_QUARANTINE, once nothing of the day is open in quarantine.");
    static final Setting<Boolean> RETENTION_DELETE = new Setting<>(
            "retention.delete",
            Kinds.yesOrNo(),
            "true",
            "Whether `prune --yes` and the schedule delete expired days; otherwise they only report them.");
    static final Setting<Retention.Archive> RETENTION_ARCHIVE = new Setting<>(
            "retention.archive",
            Kinds.choice(Retention.Archive.class),
            "none",
            "What becomes of the lines of days that are deleted: `parquet` keeps them packed under `pipeline/_archive`, where `sql --engine duckdb` reads them and from where `archive restore` brings them back. Dead letters and confidential feeds are never kept.");
    static final Setting<Double> RETENTION_MAX_SHARE = new Setting<>(
            "retention.max-share",
            Kinds.share(),
            "0.5",
            "The share of the lake's bytes above which one run deletes nothing at all: the clock may be wrong.");
    static final Setting<String> WAREHOUSE_DATABASE = new Setting<>(
            "warehouse.database",
            Kinds.text(),
            "data_warehouse.db",
            "The SQLite file; a relative path starts at the project folder.");
    static final Setting<Long> WAREHOUSE_BATCH_ROWS = new Setting<>(
            "warehouse.batch-rows",
            Kinds.whole(1, 10_000_000),
            "50000",
            "How many rows one transaction takes at most, with the mark of how far the file is loaded. The first big load takes twice as many.");
    static final Setting<Duration> WAREHOUSE_BUSY_TIMEOUT = new Setting<>(
            "warehouse.busy-timeout",
            Kinds.duration(Duration.ZERO),
            "10s",
            "How long a statement waits for another process's lock.");
    static final Setting<ZoneId> SCHEDULE_TIME_ZONE = new Setting<>(
            "schedule.time-zone", Kinds.zone(), "UTC", "The time zone of the schedule's cron expressions.");

    private static final int RETRIES = 3;

    /** The jobs that there are. */
    static final List<JobSettings> JOBS = List.of(
            JobSettings.of("load", "10m", RETRIES, "loads what is new in the lake"),
            JobSettings.of("prune", "10m", RETRIES, "deletes the days of the lake that have expired and are loaded"),
            JobSettings.of("permissions", "10m", 0, "looks for what has drifted in users, permissions and file modes"),
            JobSettings.of("backup", "0 6 * * *", RETRIES, "checks the newest backup below `backup.folder`"),
            JobSettings.of("report", "0 5 * * *", RETRIES, "makes the report in each language"));

    static final Setting<Boolean> PERMISSIONS_MEND_MODES = new Setting<>(
            "permissions.mend-modes",
            Kinds.yesOrNo(),
            "false",
            "Whether the job `permissions` closes files and folders that other users of this machine can open; otherwise it names them.");

    static final Setting<String> LINEAGE_FILE = new Setting<>(
            "lineage.file",
            Kinds.text(),
            ".tributary/lineage.jsonl",
            "The file that gets an OpenLineage event a line for each run of a job, or none; a relative path starts at the project folder.");
    static final Setting<String> LINEAGE_URL = new Setting<>(
            "lineage.url",
            Kinds.httpAddress(),
            "none",
            "Where OpenLineage events are sent as well, such as http://localhost:5000/api/v1/lineage.");
    static final Setting<String> BACKUP_FOLDER = new Setting<>(
            "backup.folder",
            Kinds.text(),
            "none",
            "The folder whose folders are backups, for the job that checks the newest; a relative path starts at the project folder.");
    static final Setting<Duration> BACKUP_MAX_AGE =
            new Setting<>("backup.max-age", positiveDuration(), "2d", "How old the newest backup may be.");
    static final Setting<List<Stage>> PIPELINE_STAGES = new Setting<>(
            "pipeline.stages",
            Kinds.listOf(Kinds.choice(Stage.class)),
            "[streams, ingest, load, schedule]",
            "What `tributary up` runs. `generate` adds sample transactions.");

    private static final List<KnownSetting> ALL = withJobs(List.of(
            KAFKA_BOOTSTRAP_SERVERS,
            KAFKA_PROPERTIES,
            BROKER_PORT,
            BROKER_PARTITIONS,
            GENERATOR_EVENTS,
            GENERATOR_RATE,
            GENERATOR_SEED,
            GENERATOR_USERS,
            GENERATOR_DISTRIBUTION,
            GENERATOR_LIFECYCLE,
            GENERATOR_TIME,
            BAD_NOT_JSON,
            BAD_NOT_OBJECT,
            BAD_MISSING_ID,
            BAD_UNKNOWN_CURRENCY,
            BAD_DUPLICATE,
            BAD_LATE,
            BAD_TOMBSTONE,
            STREAMS_SOURCE,
            STREAMS_RATES,
            STREAMS_BLACKLIST,
            STREAMS_BLACKLIST_MODE,
            WINDOW_SIZE,
            WINDOW_ADVANCE,
            WINDOW_GRACE,
            STREAMS_APPLICATION_ID,
            STREAMS_THREADS,
            STREAMS_TABLE_UPDATES,
            FEEDS,
            INGEST_GROUP,
            INGEST_COMMIT_INTERVAL,
            INGEST_COMMIT_BYTES,
            INGEST_MEMORY_BYTES,
            INGEST_REFRESH_INTERVAL,
            INGEST_OPEN_FILES,
            INGEST_ACCEPT_GAPS,
            INGEST_QUARANTINE_THRESHOLD,
            INGEST_QUARANTINE_WINDOW,
            INGEST_QUARANTINE_STOP,
            RETENTION_AFTER,
            RETENTION_QUARANTINE,
            RETENTION_DELETE,
            RETENTION_ARCHIVE,
            RETENTION_MAX_SHARE,
            WAREHOUSE_DATABASE,
            WAREHOUSE_BATCH_ROWS,
            WAREHOUSE_BUSY_TIMEOUT,
            LINEAGE_FILE,
            LINEAGE_URL,
            BACKUP_FOLDER,
            BACKUP_MAX_AGE,
            PERMISSIONS_MEND_MODES,
            SCHEDULE_TIME_ZONE,
            PIPELINE_STAGES));

    private KnownSettings() {}

    /** Every setting, in the order of the documentation. */
    public static List<KnownSetting> all() {
        return ALL;
    }

    private static List<KnownSetting> withJobs(List<KnownSetting> others) {
        List<KnownSetting> all = new ArrayList<>(others);
        JOBS.forEach(job -> all.addAll(all.size() - 1, job.all()));
        return List.copyOf(all);
    }

    private static Setting<Double> bad(String name, String meaning) {
        return new Setting<>(
                "generator.bad." + name, Kinds.share(), "0", "The share of records that are " + meaning + ".");
    }

    private static Kind<Duration> positiveDuration() {
        return Kinds.duration(Duration.ofMillis(1));
    }
}
