package dev.tributary.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs the pipeline as real processes of the built product, kills and pauses them at random, lets it come to rest, and counts what is missing or twice.
 * Linux and macOS.
 */
public final class Campaign implements AutoCloseable {
    private static final Duration COMES_UP = Duration.ofSeconds(90);
    private static final Duration DRAINS = Duration.ofMinutes(5);
    private static final Duration ENDS = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int TERMINATED = 143;

    /** What has to be done to a process later. */
    private record Due(long at, Role role, boolean start) {}

    private final Options options;
    private final PrintStream console = System.out;
    private final String bootstrapServers;
    private final int port;
    private final Progress progress;
    private final Map<Role, Member> members = new EnumMap<>(Role.class);
    private final List<Due> due = new ArrayList<>();
    private final List<String> badEnds = new ArrayList<>();
    private final Path log;

    private Campaign(Options options) throws IOException {
        this.options = options;
        Files.createDirectories(options.folder());
        this.log = options.folder().resolve("campaign.log");
        this.port = freePort();
        this.bootstrapServers = "127.0.0.1:" + port;
        Files.writeString(options.folder().resolve("tributary.yaml"), settings());
        this.progress = new Progress(bootstrapServers, options.folder());
        for (Role role : Role.values()) {
            Path output = options.folder().resolve(role.title() + ".out");
            members.put(role, new Member(role, command(role), output, progress, this::log));
        }
    }

    /** Runs a campaign; exits with 0 when nothing is missing and nothing is there twice. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        if (Files.exists(options.folder().resolve("pipeline"))) {
            System.err.println("error: " + options.folder() + " holds a project already; choose another with --dir");
            System.exit(2);
        }
        boolean clean;
        try (Campaign campaign = new Campaign(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(campaign::endProcesses));
            clean = campaign.run();
        }
        System.exit(clean ? 0 : 1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** One user in ten sends transactions whose status moves on; one record in a hundred is none. */
    private String settings() {
        return """
                generator:
                  rate: %d
                  users: 200
                  lifecycle: 0.1
                  bad: {not-json: 0.01, missing-id: 0.005}
                """.formatted(options.rate());
    }

    /** Hardly a process lives long enough here for the second compiler to pay; it would take the cores from those that start. */
    private List<String> command(Role role) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:SharedArchiveFile=" + options.jar().resolveSibling("tributary.jsa"),
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off",
                role == Role.BROKER ? "-Xmx512m" : "-Xmx256m"));
        if (role == Role.BROKER) {
            Path data = options.folder().resolve(".tributary").resolve("kafka");
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerNode.class.getName()));
            command.addAll(List.of(data.toString(), Integer.toString(port)));
        } else {
            command.addAll(product("up", "--only", role.title()));
        }
        return command;
    }

    private List<String> product(String... arguments) {
        List<String> command = new ArrayList<>(List.of("-jar", options.jar().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--dir", options.folder().toString(), "-b", bootstrapServers));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private boolean run() throws InterruptedException, IOException, ExecutionException {
        say(
                "campaign: seed %d, %s, a fault every %s on average, %d records/s, in %s",
                options.seed(), words(options.length()), words(options.every()), options.rate(), options.folder());
        startAll();
        Instant began = Instant.now();
        hit();
        recoverAll();
        say(
                "faults over after %s; waiting until everything is in the warehouse",
                words(Duration.between(began, Instant.now())));
        boolean drained = drain();
        stop(Role.STREAMS, Role.INGEST, Role.LOAD);
        JsonNode verified = verify();
        SourceComparison.Result derived = SourceComparison.run(bootstrapServers);
        stop(Role.BROKER);
        return report(verified, derived, drained);
    }

    private void startAll() throws InterruptedException {
        for (Member member : members.values()) {
            member.start();
            if (member.role() == Role.BROKER) {
                await("the broker answers", COMES_UP, member::atWork);
            }
        }
        await(
                "every process makes progress",
                COMES_UP,
                () -> members.values().stream().allMatch(Member::atWork));
        say("all processes run");
    }

    private void hit() throws InterruptedException {
        Iterator<Fault> faults = Fault.sequence(options.seed(), options.every());
        long end = System.nanoTime() + options.length().toNanos();
        Fault next = faults.next();
        long at = System.nanoTime() + next.after().toNanos();
        long said = System.nanoTime();
        while (System.nanoTime() < end) {
            tick();
            if (System.nanoTime() >= at) {
                hit(next);
                next = faults.next();
                at = System.nanoTime() + next.after().toNanos();
            }
            if (System.nanoTime() - said > Duration.ofMinutes(1).toNanos()) {
                said = System.nanoTime();
                say(
                        "%d kills, %d pauses, load average %.1f on %d cores",
                        sum(Member::kills),
                        sum(Member::pauses),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        Runtime.getRuntime().availableProcessors());
            }
        }
    }

    private void hit(Fault fault) throws InterruptedException {
        if (due.stream().anyMatch(later -> later.role() == fault.victim() && later.start())) {
            return; // it is down already
        }
        Member victim = member(fault.victim());
        if (fault.pause().isPresent()) {
            if (due.stream().noneMatch(later -> later.role() == fault.victim())) {
                log("SIGSTOP " + fault.victim().title() + " for "
                        + words(fault.pause().get()));
                victim.pause();
                later(fault.pause().get(), fault.victim(), false);
            }
            return;
        }
        log("SIGKILL " + fault.victim().title());
        due.removeIf(later -> later.role() == fault.victim());
        victim.kill();
        later(fault.down(), fault.victim(), true);
    }

    private void later(Duration after, Role role, boolean start) {
        due.add(new Due(System.nanoTime() + after.toNanos(), role, start));
    }

    /** Does what is due, and starts whoever ended without being told to. */
    private void tick() throws InterruptedException {
        Thread.sleep(TICK.toMillis());
        for (Due now :
                due.stream().filter(later -> System.nanoTime() >= later.at()).toList()) {
            due.remove(now);
            if (now.start()) {
                member(now.role()).start();
            } else {
                member(now.role()).resume();
            }
        }
        for (Member member : members.values()) {
            boolean down = due.stream().anyMatch(later -> later.role() == member.role() && later.start());
            if (!down && member.endedByItself()) {
                later(Duration.ofSeconds(1), member.role(), true);
            }
        }
    }

    private void recoverAll() throws InterruptedException {
        await("every process works again", COMES_UP, () -> {
            tick();
            return due.isEmpty() && members.values().stream().allMatch(Member::atWork);
        });
    }

    /** Ends the production, and waits until all that was produced has come through. */
    private boolean drain() throws InterruptedException, ExecutionException {
        stop(Role.GENERATE);
        boolean derived = await("all is derived", DRAINS, progress::allDerived);
        Collection<String> topics = progress.taken().keySet().stream()
                .map(TopicPartition::topic)
                .distinct()
                .toList();
        Map<TopicPartition, Long> ends = progress.ends(topics, IsolationLevel.READ_COMMITTED);
        boolean taken = await(
                "all is in the lake",
                DRAINS,
                () -> Progress.behind(progress.taken(), ends).isEmpty());
        return await("all is in the warehouse", DRAINS, this::loaded) && derived && taken;
    }

    private boolean loaded() {
        Map<String, Long> rest = progress.loadable(SourceComparison.QUARANTINE);
        progress.marks().forEach(mark -> rest.remove(mark.path(), mark.loadedTo()));
        return rest.isEmpty();
    }

    private void stop(Role... roles) throws InterruptedException {
        for (Role role : roles) {
            int code = member(role).stop(ENDS);
            log(role.title() + " stopped with " + code);
            if (code != TERMINATED) {
                badEnds.add(role.title() + " " + code);
            }
        }
    }

    private JsonNode verify() throws IOException, InterruptedException {
        Path output = options.folder().resolve("verify.json");
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(product("verify", "-o", "json"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(options.folder().resolve("verify.out").toFile())
                .start();
        log("verify ended with " + process.waitFor());
        return new ObjectMapper().readTree(output.toFile());
    }

    private boolean report(JsonNode verified, SourceComparison.Result derived, boolean drained) {
        long missing = sum(verified, "missing");
        long duplicate = sum(verified, "duplicate");
        long unexpected = sum(verified, "unexpected");
        long waiting = sum(verified, "waiting");
        say("");
        say(
                "records     source %,d   Kafka %,d   lake %,d   quarantined %,d   warehouse %,d   waiting %,d",
                derived.source(),
                sum(verified, "kafka"),
                sum(verified, "lake"),
                sum(verified, "quarantined"),
                sum(verified, "warehouse"),
                waiting);
        say("");
        say(
                "            kills   pauses   ended itself   recoveries   median   longest   longest while what it needs worked");
        members.values().forEach(this::reportMember);
        say("%-10s  %5d   %6d   %12d", "all", sum(Member::kills), sum(Member::pauses), sum(Member::ownExits));
        say("");
        say("verify      missing %d   duplicate %d   unexpected %d", missing, duplicate, unexpected);
        say(
                "streams     missing %d   duplicate %d   counted in totals %,d of %,d transactions",
                derived.missing(), derived.duplicate(), derived.counted(), derived.transactions());
        if (!badEnds.isEmpty()) {
            say("not stopped cleanly by SIGTERM: %s", badEnds);
        }
        boolean clean =
                drained && missing + duplicate + unexpected + waiting == 0 && derived.clean() && badEnds.isEmpty();
        say(clean ? "clean: nothing missing, nothing twice" : "NOT clean; see %s", options.folder());
        return clean;
    }

    private void reportMember(Member member) {
        List<Double> all = seconds(member.recoveries());
        List<Double> undisturbed = seconds(member.recoveries().stream()
                .filter(recovery -> !recovery.paused())
                .filter(recovery -> member.role().upstream().stream()
                        .noneMatch(role -> member(role).troubledDuring(recovery)))
                .toList());
        say(
                "%-10s  %5d   %6d   %12d   %10d   %6s   %7s   %7s",
                member.role().title(),
                member.kills(),
                member.pauses(),
                member.ownExits(),
                all.size(),
                shown(all, all.size() / 2),
                shown(all, all.size() - 1),
                shown(undisturbed, undisturbed.size() - 1));
        if (member.killsBeforeProgress() > 0) {
            log(member.role().title() + " was hit " + member.killsBeforeProgress() + " times before it had recovered");
        }
    }

    private static List<Double> seconds(List<Member.Recovery> recoveries) {
        return recoveries.stream().map(Member.Recovery::seconds).sorted().toList();
    }

    private static String shown(List<Double> sorted, int at) {
        return at < 0 || sorted.isEmpty() ? "-" : String.format("%.1f s", sorted.get(at));
    }

    private static long sum(JsonNode topics, String member) {
        long sum = 0;
        for (JsonNode topic : topics) {
            sum += topic.path(member).asLong();
        }
        return sum;
    }

    private long sum(java.util.function.ToIntFunction<Member> count) {
        return members.values().stream().mapToInt(count).sum();
    }

    private Member member(Role role) {
        return java.util.Objects.requireNonNull(members.get(role));
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException, ExecutionException;
    }

    private boolean await(String what, Duration atMost, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - deadline > 0) {
                say("after %s it is still not so that %s", words(atMost), what);
                return false;
            }
            Thread.sleep(TICK.toMillis());
        }
        return true;
    }

    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (ExecutionException e) {
            return false; // Kafka did not answer this time
        }
    }

    private static String words(Duration duration) {
        return duration.toMillis() < 120_000
                ? duration.toMillis() / 1000.0 + " s"
                : Math.round(duration.toSeconds() / 6.0) / 10.0 + " min";
    }

    private void say(String format, Object... values) {
        String text = values.length == 0 ? format : String.format(java.util.Locale.ROOT, format, values);
        console.println(text);
        log(text);
    }

    private synchronized void log(String text) {
        try {
            Files.writeString(
                    log,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every process that still runs. */
    @Override
    public void close() {
        members.values().forEach(Member::close);
        progress.close();
    }

    /** Nothing goes on running when a campaign is broken off. */
    private void endProcesses() {
        members.values().forEach(Member::close);
    }
}
