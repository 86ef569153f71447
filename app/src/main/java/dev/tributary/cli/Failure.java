package dev.tributary.cli;

import dev.tributary.broker.BrokerException;
import dev.tributary.broker.BrokerUnreachableException;
import dev.tributary.config.ConfigException;
import dev.tributary.config.Origin;
import dev.tributary.config.Problem;
import dev.tributary.generator.GeneratorException;
import dev.tributary.ingest.IngestException;
import dev.tributary.lake.LakeException;
import dev.tributary.pipeline.PipelineException;
import dev.tributary.quarantine.QuarantineException;
import dev.tributary.report.ReportException;
import dev.tributary.schedule.ScheduleException;
import dev.tributary.streams.ClusterSilentException;
import dev.tributary.streams.StreamsFailedException;
import dev.tributary.warehouse.WarehouseException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Why a command failed, as its user should see it.
 *
 * @param exit the exit code
 * @param message what failed, in one line
 * @param details further lines, one per problem
 * @param fix what to do about it, where known
 * @param expected whether this is a failure that was thought of; if not, the log has the rest
 */
record Failure(int exit, String message, List<String> details, Optional<String> fix, boolean expected) {
    static Failure of(Throwable thrown, Session session) {
        if (thrown instanceof ConfigException config) {
            return configuration(config, session);
        }
        if (thrown instanceof CommandFailedException failed) {
            return new Failure(failed.exit(), message(failed), failed.details(), failed.fix(), true);
        }
        if (thrown instanceof BrokerUnreachableException unreachable) {
            return known(Exit.UNREACHABLE, unreachable, unreachable.fix());
        }
        if (thrown instanceof ClusterSilentException silent) {
            return known(Exit.UNREACHABLE, silent, silent.fix());
        }
        return feature(thrown).or(() -> system(thrown)).orElseGet(() -> surprise(thrown, session));
    }

    private static Optional<Failure> feature(Throwable thrown) {
        if (thrown instanceof BrokerException broker) {
            return Optional.of(known(Exit.FAILED, broker, broker.fix()));
        }
        if (thrown instanceof GeneratorException generator) {
            return Optional.of(known(Exit.FAILED, generator, generator.fix()));
        }
        if (thrown instanceof IngestException ingest) {
            return Optional.of(known(Exit.FAILED, ingest, ingest.fix()));
        }
        if (thrown instanceof LakeException lake) {
            return Optional.of(known(Exit.FAILED, lake, lake.fix()));
        }
        if (thrown instanceof ScheduleException schedule) {
            return Optional.of(known(Exit.FAILED, schedule, schedule.fix()));
        }
        if (thrown instanceof StreamsFailedException streams) {
            return Optional.of(known(Exit.FAILED, streams, streams.fix()));
        }
        if (thrown instanceof WarehouseException warehouse) {
            return Optional.of(known(Exit.FAILED, warehouse, warehouse.fix()));
        }
        if (thrown instanceof QuarantineException quarantine) {
            return Optional.of(known(Exit.FAILED, quarantine, quarantine.fix()));
        }
        if (thrown instanceof ReportException report) {
            return Optional.of(known(Exit.FAILED, report, report.fix()));
        }
        if (thrown instanceof PipelineException pipeline) {
            return Optional.of(known(Exit.FAILED, pipeline, pipeline.fix()));
        }
        return Optional.empty();
    }

    private static Optional<Failure> system(Throwable thrown) {
        Throwable cause = thrown instanceof UncheckedIOException unchecked ? unchecked.getCause() : thrown;
        if (cause instanceof AccessDeniedException denied) {
            return Optional.of(new Failure(
                    Exit.FAILED,
                    "not permitted to access " + denied.getFile(),
                    List.of(),
                    Optional.of("check the permissions of that path, or choose another folder with --dir"),
                    true));
        }
        if (cause instanceof FileSystemException || thrown instanceof UncheckedIOException) {
            return Optional.of(known(Exit.FAILED, thrown, Optional.empty()));
        }
        if (cause instanceof org.apache.kafka.common.errors.AuthorizationException refused) {
            return Optional.of(known(Exit.NOT_PERMITTED, refused, Optional.empty()));
        }
        if (cause instanceof org.apache.kafka.common.errors.AuthenticationException refused) {
            return Optional.of(known(Exit.UNREACHABLE, refused, Optional.of("check kafka.properties")));
        }
        return Optional.empty();
    }

    private static Failure known(int exit, Throwable thrown, Optional<String> fix) {
        return new Failure(exit, message(thrown), List.of(), fix, true);
    }

    private static Failure surprise(Throwable thrown, Session session) {
        String log = session.display(LogFile.in(session.directory()));
        return new Failure(
                Exit.FAILED,
                "unexpected: " + thrown.getClass().getSimpleName() + ": " + message(thrown),
                List.of(),
                Optional.of("this is a defect of Tributary; " + log + " has the details, and so has -v"),
                false);
    }

    private static Failure configuration(ConfigException config, Session session) {
        List<Problem> problems = config.problems();
        boolean onlyOptions = problems.stream().allMatch(problem -> problem.origin() instanceof Origin.Option);
        return new Failure(
                onlyOptions ? Exit.USAGE : Exit.CONFIGURATION,
                (onlyOptions ? "an option is not valid: " : "the configuration is not valid: ")
                        + problems.size()
                        + (problems.size() == 1 ? " problem" : " problems"),
                problems.stream()
                        .map(problem -> place(problem.origin(), session) + ": " + problem.text())
                        .toList(),
                onlyOptions ? Optional.of("the command's --help explains its options") : config.fix(),
                true);
    }

    private static String place(Origin origin, Session session) {
        return origin instanceof Origin.InFile file
                ? new Origin.InFile(Path.of(session.display(file.file())), file.line(), file.column()).text()
                : origin.text();
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
