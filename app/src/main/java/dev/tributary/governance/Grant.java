package dev.tributary.governance;

import dev.tributary.lake.Feed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table {@code permissions}: what one user may do with one folder.
 *
 * @param user the user's name
 * @param folder a folder of the lake, which is a table of the warehouse; or a pattern with {@code *} and {@code ?}
 * @param canRead whether he may read it
 * @param canWrite whether he may write to it
 * @param masks what he sees of some columns
 * @param rowFilter which rows he sees; empty for all
 * @param grantedAt since when
 * @param grantedBy who gave it
 */
public record Grant(
        String user,
        String folder,
        boolean canRead,
        boolean canWrite,
        Masks masks,
        Optional<RowFilter> rowFilter,
        Instant grantedAt,
        String grantedBy) {
    /** The dimension of users, which is a table of no folder. */
    public static final String USERS = "USERS";

    /** What the lake could not take as JSON. */
    public static final String DEAD_LETTERS = "_dead_letters";

    /** Whether it names one folder. */
    boolean exact() {
        return isExact(folder);
    }

    static boolean isExact(String folder) {
        return folder.indexOf('*') < 0 && folder.indexOf('?') < 0;
    }

    /**
     * Whether it is about this folder. Patterns do not reach what holds raw personal data, the dimension of users, or tables of Tributary's own: those
     * have to be named.
     *
     * @param confidential whether the folder holds raw personal data
     */
    boolean covers(String name, boolean confidential) {
        if (exact()) {
            return folder.equalsIgnoreCase(name);
        }
        boolean named = confidential || name.startsWith("_") || name.equalsIgnoreCase(USERS);
        return !named && matches(folder, name);
    }

    static boolean matches(String pattern, String name) {
        return Feed.append(pattern).matches(name);
    }

    /** The rights as users write them. */
    public String rights() {
        List<String> rights = new ArrayList<>();
        if (canRead) {
            rights.add("read");
        }
        if (canWrite) {
            rights.add("write");
        }
        return rights.isEmpty() ? "nothing" : String.join(", ", rights);
    }
}
