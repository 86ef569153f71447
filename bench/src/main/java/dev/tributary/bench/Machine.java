package dev.tributary.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where the figures come from: without that they mean nothing. */
final class Machine {
    private Machine() {}

    /** Date, machine and versions, in one line. */
    static String line() throws IOException, SQLException {
        return String.format(
                Locale.ROOT,
                "%s, %d cores (%s), %s of memory, load %.1f at the end; %s, %s %s, Kafka %s, SQLite %s.",
                LocalDate.now(Clock.systemUTC()),
                Runtime.getRuntime().availableProcessors(),
                after("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch", "")),
                after("/proc/meminfo", "MemTotal").orElse("unknown size"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                after("/etc/os-release", "PRETTY_NAME").orElse(System.getProperty("os.name", "")),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.version", ""),
                AppInfoParser.getVersion(),
                sqlite());
    }

    private static Optional<String> after(String file, String name) throws IOException {
        if (!Files.isReadable(Path.of(file))) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceFirst("^[^:=]*[:=]", "")
                            .replace("\"", "")
                            .strip())
                    .findFirst();
        }
    }

    private static String sqlite() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SELECT sqlite_version()")) {
            version.next();
            return version.getString(1);
        }
    }
}
