package dev.tributary.config;

import dev.tributary.broker.BrokerConfig;
import dev.tributary.generator.GeneratorConfig;
import dev.tributary.ingest.IngestConfig;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.Retention;
import dev.tributary.schedule.ScheduleConfig;
import dev.tributary.warehouse.WarehouseConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole validated configuration of a project.
 *
 * @param directory the project folder, absolute
 * @param kafka which cluster
 * @param broker the embedded broker, used when no cluster is named
 * @param generator what the generator makes; a seed that nobody chose is drawn anew at each reading
 * @param streams the topology
 * @param feeds which topics flow into the lake
 * @param ingest how Kafka flows into the lake
 * @param warehouse how the lake flows into the warehouse
 * @param retention how long days stay in the lake
 * @param schedule when jobs run
 * @param backup where backups are looked for
 * @param lineage where the lineage of jobs is told
 * @param mendModes whether the schedule closes files that others can open
 * @param stages what {@code up} runs
 * @param shown every setting with its value and where that comes from, secrets masked
 */
public record Settings(
        Path directory,
        KafkaSettings kafka,
        BrokerConfig broker,
        GeneratorConfig generator,
        StreamsSettings streams,
        Feeds feeds,
        IngestConfig ingest,
        WarehouseConfig warehouse,
        Retention retention,
        ScheduleConfig schedule,
        BackupSettings backup,
        LineageSettings lineage,
        boolean mendModes,
        List<Stage> stages,
        List<ShownSetting> shown) {
    public Settings {
        stages = List.copyOf(stages);
        shown = List.copyOf(shown);
    }

    /** The lake's folder. */
    public Path lake() {
        return directory.resolve("pipeline");
    }

    /** Where Tributary keeps what is neither lake nor warehouse. */
    public Path state() {
        return state(directory);
    }

    /** The same of a folder whose settings are not read yet. */
    public static Path state(Path directory) {
        return directory.resolve(".tributary");
    }

    /** The file of the key that makes the pseudonyms. */
    public Path pseudonymKey() {
        return state().resolve("pseudonym.key");
    }

    /** Where Kafka Streams keeps its state. */
    public Path streamsState() {
        return state().resolve("streams");
    }
}
