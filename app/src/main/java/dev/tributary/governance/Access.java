package dev.tributary.governance;

import dev.tributary.lake.LakeReader;
import dev.tributary.warehouse.LakeQuery;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlQuery;
import dev.tributary.warehouse.Warehouse;
import dev.tributary.warehouse.WarehouseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The one door to the data of a project: every read through Tributary comes here, is permitted or refused, and written down. */
public final class Access {
    private final WarehouseConfig warehouse;
    private final Path state;
    private final Caller caller;
    private final InstantSource clock;

    /**
     * The door for one caller.
     *
     * @param warehouse where the warehouse lies, and its feeds
     * @param state the project's folder of state
     */
    public Access(WarehouseConfig warehouse, Path state, Caller caller, InstantSource clock) {
        this.warehouse = warehouse;
        this.state = state;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * Opens the warehouse for the caller's queries. Each is decided by the permissions of its own moment.
     *
     * @throws dev.tributary.warehouse.WarehouseException when there is none, or it cannot be read
     * @throws GovernanceException when queries cannot be written down
     */
    public SqlEngine query() {
        return audited(
                caller.readsEverything()
                        ? SqlQuery.open(warehouse.database(), warehouse.busyTimeout())
                        : guarded(QueryLimits.USUAL));
    }

    /**
     * Opens it for statements of Tributary's own that add up on the caller's behalf: they are decided and written down in the same way, and may read more rows than a
     * user is shown.
     *
     * @throws dev.tributary.warehouse.WarehouseException as above
     * @throws GovernanceException as above
     */
    public SqlEngine addUp() {
        return audited(
                caller.readsEverything()
                        ? SqlQuery.openToScan(warehouse.database(), warehouse.busyTimeout())
                        : guarded(QueryLimits.ADDING_UP));
    }

    /**
     * Opens the lake itself for the caller's queries, by DuckDB. Its lines are as they came, so nobody may who has to be kept from some of them.
     *
     * @param reader is not closed
     * @throws NotPermittedException when he may not read everything
     */
    public SqlEngine lake(LakeReader reader) {
        if (!caller.readsEverything()) {
            refuse("ask the lake's lines by duckdb, which no mask or row filter reaches");
        }
        return audited(LakeQuery.on(reader));
    }

    private SqlEngine audited(SqlEngine query) {
        boolean audited = false;
        try {
            SqlEngine result = new AuditedQuery(query, AuditTrail.open(state), caller, clock);
            audited = true;
            return result;
        } finally {
            if (!audited) {
                query.close();
            }
        }
    }

    private SqlEngine guarded(QueryLimits limits) {
        return GuardedQuery.open(
                warehouse.database(),
                warehouse.busyTimeout(),
                caller.name(),
                folder -> Folders.confidential(warehouse.feeds(), folder),
                limits);
    }

    /**
     * Lets the caller go on when he may read folders whole, and write to them where that is asked, and writes down that he looks at them.
     *
     * @param doing what he does, as he would type it
     * @throws NotPermittedException when he may not
     */
    public void requireWhole(List<String> folders, boolean write, String doing) {
        Rights rights = rights();
        for (String folder : folders) {
            Right right = rights.to(folder);
            if (!right.whole()) {
                refuse("read " + folder);
            }
            if (write && !right.write()) {
                refuse("write to " + folder);
            }
        }
        if (write && caller.scope() == Scope.READ) {
            refuse("change anything with a token of scope read");
        }
        record(AuditAction.QUERY, Map.of("text", doing));
    }

    /** What the caller may do at this moment. */
    public Rights rights() {
        boolean asked = !caller.readsEverything() && Files.isRegularFile(warehouse.database());
        return Rights.of(caller.name(), caller.role(), asked ? grants() : List.of(), warehouse.feeds());
    }

    private List<Grant> grants() {
        try (Warehouse opened = Warehouse.openReadOnly(warehouse.database())) {
            return new Permissions(opened).all();
        }
    }

    /**
     * Refuses the caller something and writes that down.
     *
     * @throws NotPermittedException always
     */
    public void refuse(String what) {
        record(AuditAction.REFUSE, Map.of("what", what));
        String name = caller.name();
        throw new NotPermittedException(
                name + " may not " + what,
                List.of(),
                Optional.of("tributary permissions list shows what " + name + " may do"));
    }

    /** Writes a grant down; the values in its filter, which may be of a person, as digests. */
    public void recordGrant(Map<String, Object> what, Optional<RowFilter> filter) {
        Map<String, Object> details = new TreeMap<>(caller.details());
        details.putAll(what);
        try (AuditTrail trail = AuditTrail.open(state)) {
            filter.ifPresent(where -> details.put("where", AuditText.withoutLiterals(where.sql(), trail::digest)));
            trail.append(new AuditEvent(clock.instant(), caller.name(), AuditAction.GRANT, details));
        }
    }

    /** Writes down what the caller did. */
    public void record(AuditAction action, Map<String, Object> what) {
        Map<String, Object> details = new TreeMap<>(caller.details());
        details.putAll(what);
        try (AuditTrail trail = AuditTrail.open(state)) {
            trail.append(new AuditEvent(clock.instant(), caller.name(), action, details));
        }
    }
}
