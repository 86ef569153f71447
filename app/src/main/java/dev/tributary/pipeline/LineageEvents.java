package dev.tributary.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.config.LineageSettings;
import dev.tributary.schedule.Job;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each run of a job in the form of OpenLineage 2-0-2: a START and a COMPLETE, FAIL or ABORT with the data that it read and wrote. To a file, a line each, and by HTTP where an
 * address is configured. Whoever does not listen keeps no job from running.
 */
final class LineageEvents {
    /**
     * Data that a job reads or writes.
     *
     * @param namespace where such data is, as OpenLineage names it
     * @param name which of it
     */
    record Dataset(String namespace, String name) {}

    /**
     * What a job reads and writes.
     *
     * @param inputs what it reads
     * @param outputs what it writes
     */
    record Flow(List<Dataset> inputs, List<Dataset> outputs) {
        Flow {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(LineageEvents.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRODUCER = "https://tributary.dev/";
    private static final String SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private static final String NUMBERS_SCHEMA = "https://tributary.dev/spec/numbers-1.json";
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final long FILE_BYTES = 10 << 20;

    private final LineageSettings settings;
    private final String namespace;
    private final InstantSource clock;

    LineageEvents(LineageSettings settings, Path project, InstantSource clock) {
        this.settings = settings;
        this.namespace = "file://" + project.toAbsolutePath().toString().replace('\\', '/');
        this.clock = clock;
    }

    /** The job, telling of each of its runs. */
    Job telling(String name, Job job, Supplier<Flow> flow) {
        return stopping -> {
            UUID run = UUID.randomUUID();
            send(event("START", run, name, flow.get(), Optional.empty(), Optional.empty()));
            Optional<Job.Result> result = Optional.empty();
            Optional<Throwable> failure = Optional.empty();
            try {
                result = Optional.of(job.run(stopping));
                return result.get();
            } catch (Throwable thrown) {
                failure = Optional.of(thrown);
                throw thrown;
            } finally {
                String type = failure.isPresent() ? "FAIL" : stopping.requested() ? "ABORT" : "COMPLETE";
                send(event(type, run, name, flow.get(), result, failure));
            }
        };
    }

    private ObjectNode event(
            String type, UUID run, String job, Flow flow, Optional<Job.Result> result, Optional<Throwable> failure) {
        Instant now = clock.instant();
        ObjectNode event = JSON.createObjectNode()
                .put("eventType", type)
                .put("eventTime", now.toString())
                .put("producer", PRODUCER)
                .put("schemaURL", SCHEMA);
        ObjectNode facets = event.putObject("run").put("runId", run.toString()).putObject("facets");
        failure.ifPresent(thrown -> facets.putObject("errorMessage")
                .put("_producer", PRODUCER)
                .put("_schemaURL", "https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json")
                .put("message", String.valueOf(thrown.getMessage()))
                .put("programmingLanguage", "JAVA"));
        result.ifPresent(done -> {
            ObjectNode numbers = facets.putObject("tributary_numbers")
                    .put("_producer", PRODUCER)
                    .put("_schemaURL", NUMBERS_SCHEMA)
                    .put("message", done.message());
            done.numbers().forEach(numbers::put);
        });
        event.putObject("job").put("namespace", namespace).put("name", job).putObject("facets");
        datasets(event.putArray("inputs"), flow.inputs());
        datasets(event.putArray("outputs"), flow.outputs());
        return event;
    }

    private static void datasets(ArrayNode array, List<Dataset> datasets) {
        datasets.forEach(dataset ->
                array.addObject().put("namespace", dataset.namespace()).put("name", dataset.name()));
    }

    private void send(ObjectNode event) {
        settings.file().ifPresent(file -> write(file, event + "\n"));
        settings.url().ifPresent(url -> post(url, event.toString()));
    }

    private static synchronized void write(Path file, String line) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && Files.size(file) > FILE_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            log.warn("The lineage of a job could not be written to {}: {}", file, e.toString());
        }
    }

    private static void post(URI url, String event) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(ANSWERS_WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build();
        try {
            HttpClient client =
                    HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 300) {
                log.warn("{} refused the lineage of a job with status {}", url, status);
            }
        } catch (IOException e) {
            log.warn("The lineage of a job could not be sent to {}: {}", url, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
