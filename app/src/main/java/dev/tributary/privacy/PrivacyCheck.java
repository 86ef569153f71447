package dev.tributary.privacy;

import dev.tributary.privacy.PrivacyCheckResult.Finding;
import dev.tributary.privacy.PrivacyCheckResult.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks what pseudonyms and masks are worth: attacks them with every value that the generator can make and with the user's own list, and searches every folder of a project
 * for identifying values in clear. Reads only, while everything else goes on; what was found is kept for {@link PrivacyCheckResult#last}.
 */
public final class PrivacyCheck {
    /** Is told how far the check is, in steps of no particular size. */
    @FunctionalInterface
    public interface Listener {
        /** So much of it is done. */
        void reached(String what, long done, long total);
    }

    private static final long STEPS_OF_CANDIDATE = 20_000;

    private final PrivacyScope scope;
    private final InstantSource clock;
    private final Listener listener;
    private long done;
    private long total;

    private PrivacyCheck(PrivacyScope scope, InstantSource clock, Listener listener) {
        this.scope = scope;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * Runs the check and keeps what it found.
     *
     * @throws UncheckedIOException when a file cannot be read, or the result not kept
     * @throws dev.tributary.warehouse.WarehouseException when the warehouse cannot be read
     */
    public static PrivacyCheckResult run(PrivacyScope scope, InstantSource clock, Listener listener) {
        try {
            PrivacyCheckResult result = new PrivacyCheck(scope, clock, listener).run();
            CheckRecord.in(scope.state()).write(result);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("the privacy check of " + scope.directory() + " broke off", e);
        }
    }

    private PrivacyCheckResult run() throws IOException {
        Instant began = clock.instant();
        ProjectFiles files = ProjectFiles.of(scope);
        Attack attack = new Attack(scope.listed());
        total = files.files().stream().mapToLong(ProjectFiles.Found::bytes).sum()
                + attack.candidates() * STEPS_OF_CANDIDATE;
        ProjectSearch search = new ProjectSearch(scope, files, (what, steps) -> reached(what, steps));
        search.run();
        Map<MaskedColumn, Attack.Outcome> outcomes =
                attack.run(search.masked(), tried -> reached("guessing pseudonyms", tried * STEPS_OF_CANDIDATE));
        List<Row> rows = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        new AttackReport(attack, search, outcomes).addTo(rows, findings);
        new SearchReport(scope, files, search).addTo(rows, findings);
        boolean passed = rows.stream().noneMatch(row -> row.outcome() == PrivacyCheckResult.Outcome.FOUND);
        return new PrivacyCheckResult(
                began, Duration.between(began, clock.instant()).toMillis(), passed, rows, findings);
    }

    private void reached(String what, long steps) {
        done += steps;
        listener.reached(what, Math.min(done, total), total);
    }
}
