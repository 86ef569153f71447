package dev.tributary.governance;

import dev.tributary.lake.Feeds;
import java.util.List;

/** What somebody may do, by the grants of one moment. */
public final class Rights {
    private final boolean everything;
    private final List<Grant> grants;
    private final Feeds feeds;

    private Rights(boolean everything, List<Grant> grants, Feeds feeds) {
        this.everything = everything;
        this.grants = List.copyOf(grants);
        this.feeds = feeds;
    }

    /**
     * Those of a user.
     *
     * @param grants of anybody; his are taken
     * @param feeds say which folders hold raw personal data
     */
    public static Rights of(Account account, List<Grant> grants, Feeds feeds) {
        return of(account.name(), account.role(), grants, feeds);
    }

    static Rights of(String user, Role role, List<Grant> grants, Feeds feeds) {
        return new Rights(
                role == Role.ADMIN,
                grants.stream()
                        .filter(grant -> grant.user().equalsIgnoreCase(user))
                        .toList(),
                feeds);
    }

    /** The rows of the table {@code permissions} that they come from. */
    public List<Grant> grants() {
        return grants;
    }

    /** What he may do with a folder, or the table of its name. */
    public Right to(String folder) {
        if (everything) {
            return Right.EVERYTHING;
        }
        boolean confidential = Folders.confidential(feeds, folder);
        ReadRight read = ReadRight.of(grants, folder, confidential);
        boolean writes = grants.stream().anyMatch(grant -> grant.canWrite() && grant.covers(folder, confidential));
        return new Right(
                read.allowed(), !read.masks().isEmpty(), !read.filters().isEmpty(), writes);
    }
}
