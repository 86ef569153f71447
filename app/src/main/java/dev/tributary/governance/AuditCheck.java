package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads a trail from its first entry to its last and finds what does not fit. */
final class AuditCheck {
    private static final int MOST_PROBLEMS = 20;

    private final Connection connection;
    private final BiFunction<String, AuditEntry, String> seal;
    private final Function<AuditTrail.Head, String> headSeal;
    private final Optional<String> anchor;
    private final List<String> noted;
    private final Map<Long, String> seals = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private String before = AuditTrail.Head.NONE.seal();
    private long number;
    private long entries;

    /** Checks with the seals of this key what the connection's transaction sees. */
    AuditCheck(
            Connection connection,
            BiFunction<String, AuditEntry, String> seal,
            Function<AuditTrail.Head, String> headSeal,
            Optional<String> anchor,
            List<String> noted) {
        this.connection = connection;
        this.seal = seal;
        this.headSeal = headSeal;
        this.anchor = anchor;
        this.noted = noted;
    }

    AuditVerification run() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT number, at, actor, action, details, seal FROM entry ORDER BY number");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                next(row);
            }
        }
        end();
        anchor.ifPresent(text -> requireContains(text, "audit.head beside it"));
        if (anchor.isEmpty() && number > 1) {
            problem("audit.head, which notes the last entry, is missing beside the trail");
        }
        noted.forEach(text -> requireContains(text, "the head that was noted"));
        return new AuditVerification(
                entries,
                new AuditTrail.Head(number, before).text(),
                problems.stream().limit(MOST_PROBLEMS).toList());
    }

    private void next(ResultSet row) throws SQLException {
        long found = row.getLong(1);
        String stored = row.getString(6);
        entries++;
        if (found != number + 1) {
            problem(
                    found == number + 2
                            ? "entry " + (number + 1) + " is missing"
                            : "entries " + (number + 1) + " to " + (found - 1) + " are missing");
        } else if (!sealed(row, stored)) {
            problem("entry " + found + " is not as it was written");
        }
        seals.put(found, stored);
        number = found;
        before = stored;
    }

    private boolean sealed(ResultSet row, String stored) throws SQLException {
        try {
            AuditEntry entry = new AuditEntry(
                    row.getLong(1),
                    Instant.parse(row.getString(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5));
            return stored.equals(seal.apply(before, entry));
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The end must be where the head says. */
    private void end() throws SQLException {
        Optional<AuditTrail.Head> head = Sql.first(
                connection,
                "SELECT number, seal FROM head",
                row -> new AuditTrail.Head(row.getLong(1), row.getString(2)));
        if (head.isEmpty()) {
            if (number > 0) {
                problem("the note of the last entry is missing");
            }
            return;
        }
        String stored = Sql.first(connection, "SELECT head_seal FROM head", row -> row.getString(1))
                .orElse("");
        if (!stored.equals(headSeal.apply(head.get()))) {
            problem("the note of the last entry is not as it was written");
        } else if (head.get().number() > number) {
            missingAtTheEnd(head.get().number(), "the note of the last entry");
        } else if (head.get().number() < number) {
            problem("entries behind " + head.get().number() + " were put in");
        }
    }

    private void missingAtTheEnd(long last, String witness) {
        problem((last == number + 1
                        ? "entry " + last + " is missing"
                        : "entries " + (number + 1) + " to " + last + " are missing")
                + " at the end: " + witness + " names " + last);
    }

    private void requireContains(String text, String witness) {
        int colon = text.indexOf(':');
        if (!text.matches("\\d{1,18}:[0-9a-f]{64}")) {
            problem(witness + " does not say NUMBER:SEAL, but '" + text + "'");
            return;
        }
        long last = Long.parseLong(text.substring(0, colon));
        if (last > number) {
            missingAtTheEnd(last, witness);
        } else if (last > 0 && !text.substring(colon + 1).equals(seals.getOrDefault(last, ""))) {
            problem("entry " + last + " is not the one that " + witness + " names");
        }
    }

    private void problem(String text) {
        if (!problems.contains(text)) {
            problems.add(text);
        }
    }
}
