package dev.tributary.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What runs here. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "Tributary " + tributary(),
            "Java " + Runtime.version() + ", Kafka " + AppInfoParser.getVersion() + ", SQLite "
                    + org.sqlite.SQLiteJDBCLoader.getVersion()
        };
    }

    /** The version of this program. */
    static String tributary() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
