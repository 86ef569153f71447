package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testing.ChildProcess;
import dev.tributary.testing.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
    private static final Instant NOW = Instant.parse("2026-11-22T14:03:11.123Z");

    @TempDir
    Path state;

    private void write(int entries) {
        try (AuditTrail trail = AuditTrail.open(state)) {
            for (int n = 1; n <= entries; n++) {
                trail.append(prune(n));
            }
        }
    }

    private static AuditEvent prune(long records) {
        return new AuditEvent(
                NOW, "scheduler", AuditAction.PRUNE, Map.of("feed", "ORDERS", "records", records, "loaded", true));
    }

    private AuditVerification verify(String... noted) {
        try (AuditTrail trail = AuditTrail.open(state)) {
            return trail.verify(List.of(noted));
        }
    }

    /** As somebody would who has the file and any tool for it. */
    private void tamper(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + AuditTrail.file(state));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER IF EXISTS entries_stay");
            statement.execute("DROP TRIGGER IF EXISTS entries_keep");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void entriesComeBackAsTheyWereWritten() {
        write(3);

        try (AuditTrail trail = AuditTrail.open(state)) {
            List<AuditEntry> entries = trail.newest(List.of(AuditAction.PRUNE), Optional.of("SCHEDULER"), 2);
            assertThat(entries)
                    .containsExactly(
                            new AuditEntry(
                                    2,
                                    NOW,
                                    "scheduler",
                                    "prune",
                                    "{\"feed\":\"ORDERS\",\"loaded\":true,\"records\":2}"),
                            new AuditEntry(
                                    3,
                                    NOW,
                                    "scheduler",
                                    "prune",
                                    "{\"feed\":\"ORDERS\",\"loaded\":true,\"records\":3}"));
            assertThat(trail.newest(List.of(AuditAction.GRANT), Optional.empty(), 9))
                    .isEmpty();
        }
        assertThat(verify().problems()).isEmpty();
        assertThat(verify().entries()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE entry SET details = replace(details, '3', '4') WHERE number = 3",
                "UPDATE entry SET actor = 'nobody' WHERE number = 3",
                "UPDATE entry SET at = '2026-11-22T14:03:11.124Z' WHERE number = 3",
                "UPDATE entry SET at = 'yesterday' WHERE number = 3",
                "UPDATE entry SET action = 'grant' WHERE number = 3",
                "UPDATE entry SET seal = hex(zeroblob(32)) WHERE number = 3",
                "UPDATE entry SET seal = (SELECT seal FROM entry WHERE number = 2) WHERE number = 3",
                "UPDATE entry SET actor = 'schedulerp', action = 'rune' WHERE number = 3"
            })
    void anEntryThatWasChangedIsNamed(String change) throws SQLException {
        write(5);
        tamper(change);

        assertThat(verify().problems()).contains("entry 3 is not as it was written");
        assertThat(verify().passed()).isFalse();
    }

    @Test
    void anEntryThatWasTakenOutIsNamed() throws SQLException {
        write(6);
        tamper("DELETE FROM entry WHERE number IN (3, 4)");

        assertThat(verify().problems()).containsExactly("entries 3 to 4 are missing");
    }

    @Test
    void theFirstEntryIsMissedToo() throws SQLException {
        write(3);
        tamper("DELETE FROM entry WHERE number = 1");

        assertThat(verify().problems()).containsExactly("entry 1 is missing");
    }

    @Test
    void anEntryThatWasPutInIsNamed() throws SQLException {
        write(3);
        tamper("INSERT INTO entry SELECT 4, at, actor, action, details, seal FROM entry WHERE number = 3");

        assertThat(verify().problems()).contains("entry 4 is not as it was written", "entries behind 3 were put in");
    }

    @Test
    void aCutAtTheEndIsNamedWhicheverNoteIsCutWithIt() throws SQLException, IOException {
        write(5);
        String whole = verify().head();
        tamper("DELETE FROM entry WHERE number > 3");
        assertThat(verify().problems())
                .contains("entries 4 to 5 are missing at the end: the note of the last entry names 5");

        tamper("UPDATE head SET (number, seal) = (SELECT number, seal FROM entry WHERE number = 3)");
        assertThat(verify().problems())
                .contains(
                        "the note of the last entry is not as it was written",
                        "entries 4 to 5 are missing at the end: audit.head beside it names 5");

        Files.delete(AuditTrail.anchorFile(state));
        assertThat(verify().problems())
                .contains(
                        "the note of the last entry is not as it was written",
                        "audit.head, which notes the last entry, is missing beside the trail");
        assertThat(verify(whole).problems())
                .contains("entries 4 to 5 are missing at the end: the head that was noted names 5");
    }

    @Test
    void anOlderCopyInThePlaceOfTheTrailIsFound() throws IOException {
        write(2);
        Path copy = state.resolve("copy.db");
        Files.copy(AuditTrail.file(state), copy);
        write(1);
        String head = verify().head();
        Files.copy(copy, AuditTrail.file(state), StandardCopyOption.REPLACE_EXISTING);

        assertThat(verify().problems()).containsExactly("entry 3 is missing at the end: audit.head beside it names 3");
        assertThatThrownBy(() -> write(1)).hasMessageContaining("its last entry is 2 and should be 3");

        Files.delete(AuditTrail.anchorFile(state));
        try (AuditTrail trail = AuditTrail.open(state)) {
            trail.append(prune(77));
        }
        assertThat(verify().problems()).as("the copy went on, with its key").isEmpty();
        assertThat(verify(head).problems())
                .containsExactly("entry 3 is not the one that the head that was noted names");
    }

    @Test
    void aTrailOfWhichAPartIsGoneIsNotBegunAnew() throws IOException {
        write(2);
        Path key = AuditTrail.keyFile(state);
        Path aside = state.resolve("aside");
        Files.move(key, aside);
        assertThatThrownBy(() -> AuditTrail.open(state)).hasMessageContaining("its key " + key + " is missing");
        assertThat(key).doesNotExist();

        Files.move(aside, key);
        Files.delete(AuditTrail.file(state));
        assertThatThrownBy(() -> AuditTrail.open(state)).hasMessageContaining("is missing; audit.head");
        assertThat(AuditTrail.file(state)).doesNotExist();
    }

    @Test
    void nothingIsAddedBehindACut() throws SQLException {
        write(3);
        tamper("DELETE FROM entry WHERE number = 3");

        assertThatThrownBy(() -> write(1)).hasMessageContaining("its last entry is 2 and should be 3");
        assertThat(verify().entries()).isEqualTo(2);
    }

    @Test
    void theTablesRefuseChangesOfEntries() {
        write(1);

        assertThatThrownBy(() -> {
                    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + AuditTrail.file(state));
                            Statement statement = connection.createStatement()) {
                        statement.execute("DELETE FROM entry");
                    }
                })
                .hasMessageContaining("the audit trail only grows");
    }

    /** At the second entry, where there is one already. */
    @ParameterizedTest
    @EnumSource(AuditPoint.class)
    void killedAnywhereTheTrailIsWholeAndGoesOn(AuditPoint point) throws Exception {
        int visit = point.compareTo(AuditPoint.ADDED) < 0 ? 1 : 2;
        try (ChildProcess process = ChildProcess.start(
                state, KillableAudit.class, state.toString(), point.name(), Integer.toString(visit))) {
            process.awaitLine(KillPoint.AT + point);
            process.kill();
        }
        int entries = visit == 1 ? 0 : point == AuditPoint.ADDED ? 1 : 2;

        AuditVerification killed = verify();
        assertThat(killed.problems()).isEmpty();
        assertThat(killed.entries()).isEqualTo(entries);
        write(2);
        AuditVerification after = verify();
        assertThat(after.problems()).isEmpty();
        assertThat(after.entries()).isEqualTo(entries + 2);
    }

    @Test
    void severalWritersMakeOneChain() throws InterruptedException, ExecutionException {
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(n -> writers.submit(() -> write(25)))
                    .toList();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }

        assertThat(verify().entries()).isEqualTo(100);
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        write(1);

        if (FileModes.known(state)) {
            for (Path file : List.of(AuditTrail.file(state), AuditTrail.keyFile(state), AuditTrail.anchorFile(state))) {
                assertThat(FileModes.text(file)).isEqualTo("rw-------");
            }
            Files.setPosixFilePermissions(AuditTrail.keyFile(state), PosixFilePermissions.fromString("rw-r--r--"));
            assertThatThrownBy(() -> AuditTrail.open(state))
                    .hasMessageContaining("is open to other users of this machine (rw-r--r--)");
        }
    }

    @Test
    void anEventHoldsPlainValuesAlone() {
        assertThatThrownBy(() -> new AuditEvent(NOW, "a", AuditAction.QUERY, Map.of("x", List.of())))
                .hasMessageContaining("x must be a text, a whole number or a boolean");
        assertThatThrownBy(() -> new AuditEvent(NOW, " ", AuditAction.QUERY, Map.of()))
                .hasMessageContaining("actor");
    }
}
