package dev.tributary.config;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.generator.GeneratorConfig.BadInput;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.ingest.QuarantineLimit;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Retention;
import dev.tributary.schedule.ScheduleConfig;
import dev.tributary.streams.StreamRules;
import dev.tributary.streams.StreamRules.HoppingWindow;
import dev.tributary.warehouse.WarehouseConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a project's settings: defaults, then {@code tributary.yaml}, then variables {@code TRIBUTARY_*}, then the command
 * line, the later winning.
 */
public final class SettingsReader {
    /** The settings file's name in the project folder. */
    public static final String FILE = "tributary.yaml";

    private final Path directory;
    private final Layers layers = new Layers();
    private final List<Problem> problems = new ArrayList<>();

    private SettingsReader(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * The settings of a project.
     *
     * @param directory the project folder, which need not exist
     * @param environment all environment variables; those that do not begin with {@code TRIBUTARY_} are left alone
     * @param flags what the command line gives, the later winning
     * @throws ConfigException with every problem there is, when there is any
     */
    public static Settings read(Path directory, Map<String, String> environment, List<Flag> flags) {
        return read(directory, directory.toAbsolutePath().normalize().resolve(FILE), environment, flags);
    }

    /**
     * The same with another settings file in the place of the folder's own.
     *
     * @param file a file that may lie anywhere; relative paths in it start at the project folder all the same
     */
    public static Settings read(Path directory, Path file, Map<String, String> environment, List<Flag> flags) {
        SettingsReader reader = new SettingsReader(directory);
        reader.layers.file(file);
        reader.layers.environment(environment);
        reader.layers.flags(flags);
        return reader.settings();
    }

    /** The feeds that a settings file of this text gives, alone with the defaults. */
    static Feeds feedsIn(Path directory, String text) {
        SettingsReader reader = new SettingsReader(directory);
        reader.layers.text(reader.directory.resolve(FILE), text);
        return reader.settings().feeds();
    }

    private Settings settings() {
        problems.addAll(layers.problems());
        Feeds feeds = read(KnownSettings.FEEDS);
        Settings settings = new Settings(
                directory,
                new KafkaSettings(read(KnownSettings.KAFKA_BOOTSTRAP_SERVERS), read(KnownSettings.KAFKA_PROPERTIES)),
                build(this::broker, () -> BrokerConfig.in(directory)),
                build(this::generator, SettingsReader::noEvents),
                new StreamsSettings(
                        build(this::rules, StreamRules::defaults),
                        read(KnownSettings.STREAMS_APPLICATION_ID),
                        read(KnownSettings.STREAMS_THREADS).intValue(),
                        read(KnownSettings.STREAMS_TABLE_UPDATES)),
                feeds,
                build(() -> ingest(feeds), () -> IngestConfig.of(feeds)),
                build(() -> warehouse(feeds), () -> WarehouseConfig.of(directory, feeds)),
                build(this::retention, () -> Retention.STANDARD),
                build(this::schedule, () -> new ScheduleConfig(ZoneOffset.UTC, List.of())),
                backup(),
                lineage(),
                read(KnownSettings.PERMISSIONS_MEND_MODES),
                read(KnownSettings.PIPELINE_STAGES),
                shown());
        if (!problems.isEmpty()) {
            throw new ConfigException(sorted());
        }
        return settings;
    }

    /** The problems of the file from its top to its end, then the others. */
    private List<Problem> sorted() {
        return problems.stream()
                .sorted(Comparator.comparingInt(problem -> line(problem.origin())))
                .toList();
    }

    private static int line(Origin origin) {
        return origin instanceof Origin.InFile file ? file.line() : Integer.MAX_VALUE;
    }

    private BrokerConfig broker() {
        return new BrokerConfig(
                directory.resolve(".tributary").resolve("kafka"),
                read(KnownSettings.BROKER_PORT).intValue(),
                read(KnownSettings.BROKER_PARTITIONS).intValue());
    }

    private GeneratorConfig generator() {
        OptionalLong events = read(KnownSettings.GENERATOR_EVENTS);
        return new GeneratorConfig(
                events,
                read(KnownSettings.GENERATOR_RATE).rate(events),
                read(KnownSettings.GENERATOR_SEED)
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000_000)),
                read(KnownSettings.GENERATOR_USERS).intValue(),
                read(KnownSettings.GENERATOR_DISTRIBUTION),
                read(KnownSettings.GENERATOR_LIFECYCLE),
                read(KnownSettings.GENERATOR_TIME),
                new BadInput(
                        read(KnownSettings.BAD_NOT_JSON),
                        read(KnownSettings.BAD_NOT_OBJECT),
                        read(KnownSettings.BAD_MISSING_ID),
                        read(KnownSettings.BAD_UNKNOWN_CURRENCY),
                        read(KnownSettings.BAD_DUPLICATE),
                        read(KnownSettings.BAD_LATE),
                        read(KnownSettings.BAD_TOMBSTONE)));
    }

    private static GeneratorConfig noEvents() {
        return new GeneratorConfig(
                OptionalLong.of(0),
                OptionalDouble.empty(),
                0,
                1,
                GeneratorConfig.Distribution.UNIFORM,
                0,
                GeneratorConfig.Time.LIVE,
                BadInput.NONE);
    }

    private StreamRules rules() {
        return new StreamRules(
                read(KnownSettings.STREAMS_SOURCE),
                read(KnownSettings.STREAMS_RATES),
                read(KnownSettings.STREAMS_BLACKLIST),
                read(KnownSettings.STREAMS_BLACKLIST_MODE),
                new HoppingWindow(
                        read(KnownSettings.WINDOW_SIZE),
                        read(KnownSettings.WINDOW_ADVANCE),
                        read(KnownSettings.WINDOW_GRACE)));
    }

    private IngestConfig ingest(Feeds feeds) {
        return new IngestConfig(
                feeds,
                read(KnownSettings.INGEST_GROUP),
                read(KnownSettings.INGEST_COMMIT_INTERVAL),
                read(KnownSettings.INGEST_COMMIT_BYTES),
                read(KnownSettings.INGEST_MEMORY_BYTES),
                read(KnownSettings.INGEST_REFRESH_INTERVAL),
                read(KnownSettings.INGEST_OPEN_FILES).intValue(),
                read(KnownSettings.INGEST_ACCEPT_GAPS),
                new QuarantineLimit(
                        read(KnownSettings.INGEST_QUARANTINE_THRESHOLD),
                        read(KnownSettings.INGEST_QUARANTINE_WINDOW).intValue(),
                        read(KnownSettings.INGEST_QUARANTINE_STOP)));
    }

    private ScheduleConfig schedule() {
        ZoneId zone = read(KnownSettings.SCHEDULE_TIME_ZONE);
        JobSettings.Reading reading = this::read;
        return new ScheduleConfig(
                zone,
                KnownSettings.JOBS.stream().map(job -> job.read(zone, reading)).toList());
    }

    private BackupSettings backup() {
        Optional<Path> folder = Optional.of(read(KnownSettings.BACKUP_FOLDER))
                .filter(name -> !name.equals("none"))
                .map(name -> directory.resolve(name).normalize());
        return new BackupSettings(folder, read(KnownSettings.BACKUP_MAX_AGE));
    }

    private LineageSettings lineage() {
        Optional<Path> file = Optional.of(read(KnownSettings.LINEAGE_FILE))
                .filter(name -> !name.equals("none"))
                .map(name -> directory.resolve(name).normalize());
        Optional<URI> url = Optional.of(read(KnownSettings.LINEAGE_URL))
                .filter(address -> !address.equals("none"))
                .map(URI::create);
        return new LineageSettings(file, url);
    }

    private Retention retention() {
        return new Retention(
                read(KnownSettings.RETENTION_AFTER),
                read(KnownSettings.RETENTION_QUARANTINE),
                read(KnownSettings.RETENTION_DELETE),
                read(KnownSettings.RETENTION_ARCHIVE),
                read(KnownSettings.RETENTION_MAX_SHARE));
    }

    private WarehouseConfig warehouse(Feeds feeds) {
        return new WarehouseConfig(
                directory.resolve(read(KnownSettings.WAREHOUSE_DATABASE)).normalize(),
                feeds,
                read(KnownSettings.WAREHOUSE_BATCH_ROWS).intValue(),
                read(KnownSettings.WAREHOUSE_BUSY_TIMEOUT));
    }

    /** What the feature's own record refuses is a problem too, unless one of its settings already was. */
    private <T> T build(Supplier<T> record, Supplier<T> otherwise) {
        int before = problems.size();
        try {
            return record.get();
        } catch (IllegalArgumentException refused) {
            if (problems.size() == before) {
                problems.add(refusal(String.valueOf(refused.getMessage())));
            }
            return otherwise.get();
        }
    }

    /** The records' messages begin with the setting's name. */
    private Problem refusal(String message) {
        for (KnownSetting known : KnownSettings.all()) {
            if (known instanceof Setting<?> setting && message.startsWith(known.key() + " ")) {
                String rest = message.substring(known.key().length() + 1);
                return new Problem(layers.value(setting).origin(), known.key(), rest, Optional.empty());
            }
        }
        return new Problem(originOfSeveral(message), "", message, Optional.empty());
    }

    /** For a message about several settings, {@code name.*}: where one of them was given. */
    private Origin originOfSeveral(String message) {
        String prefix = message.substring(0, Math.max(0, message.indexOf('*')));
        return KnownSettings.all().stream()
                .filter(known -> !prefix.isEmpty() && known.key().startsWith(prefix))
                .flatMap(known -> known instanceof Setting<?> setting
                        ? Stream.of(layers.value(setting).origin())
                        : Stream.empty())
                .filter(origin -> !(origin instanceof Origin.Default))
                .findFirst()
                .orElseGet(() -> new Origin.InFile(directory.resolve(FILE), 0, 0));
    }

    /** The setting's value; after a problem, its default, so that the other problems are found as well. */
    private <T> T read(Setting<T> setting) {
        Value value = new Value(setting.key(), layers.value(setting), problems::add);
        return setting.kind().read(value).orElseGet(() -> standard(setting));
    }

    private static <T> T standard(Setting<T> setting) {
        Value value = new Value(setting.key(), new Layers().value(setting), problem -> {
            throw new IllegalStateException(problem.text());
        });
        return setting.kind().read(value).orElseThrow();
    }

    private <T> Map<String, T> read(SettingMap<T> map) {
        Map<String, T> values = new LinkedHashMap<>();
        layers.entries(map)
                .forEach((name, raw) -> map.kind()
                        .read(new Value(map.prefix() + name, raw, problems::add))
                        .ifPresent(value -> values.put(name, value)));
        return values;
    }

    private List<ShownSetting> shown() {
        List<ShownSetting> shown = new ArrayList<>();
        for (KnownSetting known : KnownSettings.all()) {
            if (known instanceof Setting<?> setting) {
                show(setting.key(), layers.value(setting), shown);
            } else if (known instanceof SettingMap<?> map) {
                layers.entries(map).forEach((name, raw) -> show(map.prefix() + name, raw, shown));
            }
        }
        return shown;
    }

    private static void show(String key, Raw raw, List<ShownSetting> shown) {
        if (raw.node() instanceof SequenceNode list && holdsMappings(list)) {
            int index = 0;
            for (Node item : list.getValue()) {
                Raw part = raw.part(item);
                shown.add(new ShownSetting(key + "[" + index++ + "]", part.shown(), part.origin()));
            }
        } else {
            shown.add(new ShownSetting(key, Secrets.mask(key, raw.shown()), raw.origin()));
        }
    }

    private static boolean holdsMappings(SequenceNode list) {
        return list.getValue().stream().anyMatch(MappingNode.class::isInstance);
    }
}
