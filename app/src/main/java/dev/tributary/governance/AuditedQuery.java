package dev.tributary.governance;

import dev.tributary.warehouse.QueryRows;
import dev.tributary.warehouse.SqlEngine;
import dev.tributary.warehouse.SqlValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes every query down: before the first row is handed out, who asked what; afterwards, what came of it. A query that cannot be written down is not
 * answered.
 */
final class AuditedQuery implements SqlEngine {
    private final SqlEngine query;
    private final AuditTrail trail;
    private final Caller caller;
    private final InstantSource clock;
    private Optional<Set<String>> names = Optional.empty();

    AuditedQuery(SqlEngine query, AuditTrail trail, Caller caller, InstantSource clock) {
        this.query = query;
        this.trail = trail;
        this.caller = caller;
        this.clock = clock;
    }

    /** Counts what is handed over, and keeps the outcome until it is known. */
    private static final class Answer implements QueryRows {
        private final QueryRows rows;
        private long count;
        private String outcome = "failed";

        Answer(QueryRows rows) {
            this.rows = rows;
        }

        @Override
        public void columns(List<String> names) {
            rows.columns(names);
        }

        @Override
        public void row(List<SqlValue> values) {
            rows.row(values);
            count++;
        }
    }

    @Override
    public boolean run(String sql, long maxRows, Duration deadline, QueryRows rows) {
        Map<String, Object> details = new TreeMap<>(caller.details());
        details.put("text", AuditText.of(sql, knownNames(), trail::digest));
        long number = trail.append(new AuditEvent(clock.instant(), caller.name(), AuditAction.QUERY, details));
        long began = System.nanoTime();
        Answer answer = new Answer(rows);
        try {
            boolean more = query.run(sql, maxRows, deadline, answer);
            answer.outcome = more ? "cut" : "done";
            return more;
        } catch (NotPermittedException refused) {
            answer.outcome = "refused";
            throw refused;
        } finally {
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            Map<String, Object> came =
                    Map.of("query", number, "rows", answer.count, "millis", millis, "outcome", answer.outcome);
            trail.append(new AuditEvent(clock.instant(), caller.name(), AuditAction.ANSWER, came));
        }
    }

    private Set<String> knownNames() {
        if (names.isEmpty()) {
            names = Optional.of(query.names());
        }
        return names.get();
    }

    @Override
    public void cancel() {
        query.cancel();
    }

    @Override
    public List<String> tables() {
        return query.tables();
    }

    @Override
    public List<String> columns(String table) {
        return query.columns(table);
    }

    @Override
    public Set<String> names() {
        return query.names();
    }

    @Override
    public Optional<String> doubt(String summary) {
        return query.doubt(summary);
    }

    @Override
    public void close() {
        try (trail) {
            query.close();
        }
    }
}
