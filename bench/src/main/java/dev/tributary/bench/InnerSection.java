package dev.tributary.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The inner loops one by one, by JMH. */
final class InnerSection implements Section {
    @Override
    public String name() {
        return "inner";
    }

    @Override
    public String purpose() {
        return "the JSON gate, lines, pseudonyms, one by one (JMH)";
    }

    @Override
    public void measure(Workbench bench, Report report) throws Exception {
        bench.progress().say("the inner loops");
        TimeValue time = TimeValue.milliseconds(bench.scale().innerTime().toMillis());
        Options options = new OptionsBuilder()
                .include("LakeBenchmark|PseudonymBenchmark")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(bench.scale().innerForks())
                .warmupIterations(2)
                .warmupTime(time)
                .measurementIterations(3)
                .measurementTime(time)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        report.section("Inner loops", "JMH, one thread, nanoseconds per record or pseudonym.");
        report.table(
                "ns,error",
                results.stream()
                        .map(RunResult::getPrimaryResult)
                        .map(InnerSection::row)
                        .collect(Collectors.joining()));
    }

    private static String row(Result<?> result) {
        return String.format(
                Locale.ROOT, "| %s | %,.0f | %,.0f |%n", result.getLabel(), result.getScore(), result.getScoreError());
    }
}
