package dev.tributary.pipeline;

import dev.tributary.config.Settings;
import dev.tributary.governance.Account;
import dev.tributary.governance.Accounts;
import dev.tributary.governance.AuditTrail;
import dev.tributary.governance.AuditVerification;
import dev.tributary.governance.Grant;
import dev.tributary.governance.Permissions;
import dev.tributary.governance.Right;
import dev.tributary.governance.Rights;
import dev.tributary.governance.Role;
import dev.tributary.governance.RowFilter;
import dev.tributary.lake.LakeReader;
import dev.tributary.lake.Retention;
import dev.tributary.privacy.PrivacyCheckResult;
import dev.tributary.report.Governance;
import dev.tributary.report.Governance.Audit;
import dev.tributary.report.Governance.Check;
import dev.tributary.report.Governance.Entries;
import dev.tributary.report.Governance.Extent;
import dev.tributary.report.Governance.Holder;
import dev.tributary.report.Governance.Permission;
import dev.tributary.schedule.JobHistory;
import dev.tributary.schedule.JobRun;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the report says of retention, permissions and the checks. */
final class GatherGovernance {
    private final Settings settings;
    private final JobHistory history;
    private final Instant now;

    GatherGovernance(Settings settings, JobHistory history, Instant now) {
        this.settings = settings;
        this.history = history;
        this.now = now;
    }

    /**
     * All of it.
     *
     * @param folders of the lake and the warehouse
     */
    Governance gather(LakeReader lake, Optional<Warehouse> warehouse, Set<String> folders) {
        return new Governance(
                Optional.of(new Governance.Retention(
                        settings.retention().after().length(),
                        settings.retention().quarantine().length(),
                        settings.retention().delete(),
                        settings.retention().archive() != Retention.Archive.NONE)),
                deleted(lake),
                warehouse
                        .map(open -> permissions(open, folders))
                        .orElse(new Governance.Permissions(List.of(), List.of(), List.of())),
                lastRun("permissions"),
                audit(),
                privacy());
    }

    private static List<Governance.Deleted> deleted(LakeReader lake) {
        return lake.pruned().stream()
                .map(pruned -> new Governance.Deleted(
                        pruned.file().topic(),
                        pruned.file().date(),
                        pruned.at(),
                        pruned.file().records(),
                        pruned.file().length(),
                        pruned.archive().isPresent()))
                .toList();
    }

    private Governance.Permissions permissions(Warehouse warehouse, Set<String> folders) {
        List<Grant> grants = new Permissions(warehouse).all();
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        all.addAll(folders);
        all.add(Grant.USERS);
        all.add(Grant.DEAD_LETTERS);
        List<Holder> holders = new Accounts(warehouse)
                .all().stream().map(account -> holder(account, grants, all)).toList();
        return new Governance.Permissions(List.copyOf(all), holders, permissions(grants));
    }

    private Holder holder(Account account, List<Grant> grants, Set<String> folders) {
        Rights rights = Rights.of(account, grants, settings.feeds());
        return new Holder(
                account.name(),
                account.role() == Role.ADMIN,
                folders.stream().map(rights::to).map(GatherGovernance::extent).toList());
    }

    private static Extent extent(Right right) {
        return new Extent(right.read(), right.masked() || right.filtered(), right.write());
    }

    /** Grants as the report shows them. */
    static List<Permission> permissions(List<Grant> grants) {
        return grants.stream()
                .map(grant -> new Permission(
                        grant.user(),
                        grant.folder(),
                        grant.canRead(),
                        grant.canWrite(),
                        grant.masks().text(),
                        grant.rowFilter().map(RowFilter::sql),
                        grant.grantedAt(),
                        grant.grantedBy()))
                .toList();
    }

    /** What a job that checks something found when it ended last. */
    private Optional<Check> lastRun(String job) {
        return history.lastEnded(job)
                .map(run -> new Check(
                        run.ended().orElse(run.started()),
                        run.outcome() == JobRun.Outcome.DONE,
                        run.numbers().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        run.outcome() == JobRun.Outcome.DONE ? List.of() : List.of(run.message())));
    }

    /** What the last {@code privacy check} found. */
    private Optional<Check> privacy() {
        return PrivacyCheckResult.last(settings.state())
                .map(result -> new Check(
                        result.at(),
                        result.passed(),
                        result.rows().stream()
                                .mapToLong(PrivacyCheckResult.Row::candidates)
                                .sum(),
                        result.findings().stream()
                                .map(found -> found.what() + ": " + found.where())
                                .toList()));
    }

    /** Reads the whole trail, as {@code audit verify} does. */
    private Optional<Audit> audit() {
        if (!Files.exists(AuditTrail.file(settings.state()))
                && !Files.exists(AuditTrail.anchorFile(settings.state()))) {
            return Optional.empty();
        }
        try (AuditTrail trail = AuditTrail.open(settings.state())) {
            AuditVerification found = trail.verify(List.of());
            List<Entries> entries = trail.tally().stream()
                    .map(kind -> new Entries(kind.action(), kind.entries(), kind.last()))
                    .toList();
            return Optional.of(new Audit(new Check(now, found.passed(), found.entries(), found.problems()), entries));
        }
    }
}
