package dev.tributary.privacy;

import dev.tributary.lake.Feed;
import dev.tributary.lake.Feeds;
import dev.tributary.lake.LakeLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a check of privacy looks at.
 *
 * @param directory the project
 * @param lake its lake
 * @param feeds say which folders hold raw personal data by their nature
 * @param database the warehouse
 * @param state the folder of state
 * @param brokerData the embedded broker's data, where the source topic is in clear by its nature
 * @param source the source topic
 * @param sourceKept how long that is kept there, in words
 * @param backups the folder with the backups, where there is one
 * @param endpoints addresses of the user's own Kafka, which are nobody's
 * @param listed values of the user's own that are tried and looked for besides the generator's
 * @param notZips names of members and columns whose five digits are no ZIPs
 * @param list the file that they come from, which is not searched
 */
public record PrivacyScope(
        Path directory,
        LakeLayout lake,
        Feeds feeds,
        Path database,
        Path state,
        Path brokerData,
        String source,
        String sourceKept,
        Optional<Path> backups,
        Set<String> endpoints,
        List<String> listed,
        Set<String> notZips,
        Optional<Path> list) {
    public PrivacyScope {
        endpoints = Set.copyOf(endpoints);
        listed = List.copyOf(listed);
        notZips = Set.copyOf(notZips);
    }

    /** Whether a folder of this name, in the lake or in a copy of it, holds raw personal data. */
    boolean confidential(String folder) {
        return folder.equals("_dead_letters")
                || feeds.match(folder).map(Feed::confidential).orElse(false);
    }

    /** A path as people see it: within the project when it is there. */
    String display(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path here = directory.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }
}
