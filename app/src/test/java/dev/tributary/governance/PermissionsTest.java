package dev.tributary.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.Warehouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {
    private static final Instant NOW = AccessLake.NOW;

    @TempDir
    Path folder;

    private AccessLake lake;

    @BeforeEach
    void make() {
        lake = AccessLake.make(folder);
    }

    private <T> T change(Function<Warehouse, T> work) {
        try (Warehouse warehouse = Warehouse.open(lake.config())) {
            return work.apply(warehouse);
        }
    }

    private static Grant read(String user, String table) {
        return new Grant(user, table, true, false, Masks.NONE, Optional.empty(), NOW, "lee");
    }

    private long count(String user, String table) {
        try (GuardedQuery query = lake.as(user)) {
            return Long.parseLong(query.run("SELECT count(*) FROM " + table, 1, Duration.ofSeconds(5))
                    .rows()
                    .get(0)
                    .get(0)
                    .text());
        } catch (NotPermittedException refused) {
            return -1;
        }
    }

    @Test
    void grantingTwiceIsOneRowAndTheLatterCounts() {
        change(warehouse -> new Permissions(warehouse).grant(read("ANNA", "filtered"), lake.folders()));

        List<Grant> all = change(warehouse -> new Permissions(warehouse).all());
        assertThat(all).filteredOn(grant -> grant.folder().equals("FILTERED")).hasSize(1);
        assertThat(count("anna", "FILTERED")).as("without its filter").isEqualTo(12);
    }

    @Test
    void whatIsRevokedIsGoneForTheNextStatementOfAnOpenQuery() {
        try (GuardedQuery query = lake.as("anna")) {
            query.run("SELECT * FROM FILTERED", 1, Duration.ofSeconds(5));
            change(warehouse -> new Permissions(warehouse).revoke("anna", "FILTERED", true, true));

            assertThatThrownBy(() -> query.run("SELECT * FROM FILTERED", 1, Duration.ofSeconds(5)))
                    .isInstanceOf(NotPermittedException.class)
                    .hasMessage("anna may not read FILTERED");
        }
    }

    @Test
    void patternsReachWhatIsOpenAndNothingConfidential() {
        change(warehouse -> new Permissions(warehouse).grant(read("nobody", "*"), lake.folders()));

        assertThat(count("nobody", "ZZSECRET_PAY")).isEqualTo(12);
        assertThat(count("nobody", "RAW")).isEqualTo(-1);
        assertThat(count("nobody", "USERS")).isEqualTo(-1);
        assertThat(count("nobody", "_accounts")).isEqualTo(-1);
        assertThat(count("nobody", "zzsecret_notes")).as("is no folder").isEqualTo(-1);

        change(warehouse -> new Permissions(warehouse).grant(read("nobody", "RAW"), lake.folders()));
        assertThat(count("nobody", "RAW")).isEqualTo(12);
    }

    @Test
    void theMasksAndFiltersOfAllRowsAboutAFolderHold() {
        lake.grant("SALES", Masks.NONE, Optional.of("AMOUNT < 15"));
        lake.grant("*", new Masks(Map.of("word", "first:2")), Optional.of("AMOUNT > 11"));

        try (GuardedQuery query = lake.as("anna")) {
            assertThat(query.run("SELECT count(*), max(WORD) FROM SALES", 9, Duration.ofSeconds(5))
                            .rows()
                            .get(0)
                            .toString())
                    .contains("value=3", "pl***");
            assertThat(query.tables())
                    .containsExactly("BOTH", "FILTERED", "MASKED", "SALES", "SALES_FAILED", "ZZSECRET_PAY");
            assertThat(query.columns("SALES")).contains("WORD");
            assertThat(query.columns("RAW")).isEmpty();
        }
    }

    @Test
    void aMaskNeverWeakensAnother() {
        Masks both = new Masks(Map.of("A", "first:3", "B", "redact"))
                .and(new Masks(Map.of("a", "hide", "b", "first:1", "C", "first:9")));

        assertThat(both.text()).isEqualTo("A=hide, B=redact, C=first:9");
        assertThat(Masks.ofStored(both.stored())).isEqualTo(both);
    }

    @Test
    void aTableThatAFilterDoesNotFitIsHidden() {
        lake.grant("SALES*", Masks.NONE, Optional.empty());
        change(warehouse -> warehouse.change("drop what the filter is about", connection -> {
            Sql.execute(connection, "UPDATE permissions SET row_filter = 'GONE = 1' WHERE folder = 'FILTERED'");
            return true;
        }));

        assertThat(count("anna", "FILTERED")).isEqualTo(-1);
        assertThat(count("anna", "SALES")).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "COUNTRY = 'France",
                "COUNTRY = 'France') OR (1",
                "1) OR (1 = 1",
                "COUNTRY = 'x'; DROP TABLE SALES",
                "id IN (SELECT 1)",
                "id IN ZZSECRET_PAY",
                "EXISTS (VALUES (1))",
                "\"COUNTRYY\" <> 'x'",
                "COUNTRYY <> 'x'",
                "load_extension('x')",
                "COUNTRY = ?",
                "COUNTRY = :c",
                "count(*) > 1",
                "COUNTRY MATCH 'x'",
                "1 LIMIT 1",
                "row_number() OVER () = 1"
            })
    void aFilterThatIsNoneChangesNothing(String filter) {
        assertThatThrownBy(() -> lake.grant("FILTERED", Masks.NONE, Optional.of(filter)))
                .isInstanceOf(GovernanceException.class);
        assertThat(count("anna", "FILTERED")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COUNTRY = 'France'",
                "\"COUNTRY\" = 'France'",
                "COUNTRY /* ) OR (1 */ = 'France' -- ) OR 1",
                "COUNTRY IN ('France') AND AMOUNT<=1e3 AND AMOUNT<>7.5",
                "[country] LIKE 'Fra%' AND WORD || '' <> 'a < = b'"
            })
    void aFilterKeepsItsMeaning(String filter) {
        lake.grant("FILTERED", Masks.NONE, Optional.of(filter));

        assertThat(count("anna", "FILTERED")).isEqualTo(4);
    }

    @Test
    void whatIsUnknownIsNamedWithWhatThereIs() {
        UnknownNameException user = catchThrowableOfType(
                UnknownNameException.class,
                () -> change(warehouse -> new Permissions(warehouse).grant(read("ana", "SALES"), lake.folders())));
        assertThat(user.candidates()).contains("anna");
        UnknownNameException table = catchThrowableOfType(
                UnknownNameException.class,
                () -> change(warehouse -> new Permissions(warehouse).grant(read("anna", "SALE"), lake.folders())));
        assertThat(table.candidates()).contains("SALES");
        assertThatThrownBy(() ->
                        change(warehouse -> new Permissions(warehouse).grant(read("anna", "X*"), lake.folders())))
                .hasMessage("no folder matches X*");
        assertThatThrownBy(() -> lake.grant("MASKED", new Masks(Map.of("NAMES", "hide")), Optional.empty()))
                .hasMessage("MASKED has no column NAMES");
        assertThatThrownBy(() -> lake.grant("RAW", new Masks(Map.of("NAME", "hide")), Optional.empty()))
                .hasMessageContaining("which no mask or row filter can reach");
        assertThatThrownBy(() -> new Masks(Map.of("NAME", "blur")))
                .hasMessageContaining("must be hide, redact or first:N");
        assertThatThrownBy(() -> change(warehouse -> new Permissions(warehouse).revoke("anna", "RAW", true, true)))
                .hasMessage("anna has no permission for RAW");
    }

    @Test
    void usersAndTokensAreCheckedAndForgotten() {
        String token =
                change(warehouse -> new Accounts(warehouse).newToken("anna", Scope.READ, Duration.ofDays(1), NOW));
        change(warehouse -> {
            Accounts accounts = new Accounts(warehouse);
            assertThat(accounts.accepted(token, NOW)).isPresent();
            assertThat(accounts.accepted(token, NOW.plus(Duration.ofDays(1)))).isEmpty();
            String last = token.endsWith("A") ? "B" : "A";
            assertThat(accounts.accepted(token.substring(0, token.length() - 1) + last, NOW))
                    .isEmpty();
            assertThat(accounts.accepted("", NOW)).isEmpty();
            accounts.setPassword("anna", "correct horse battery".toCharArray());
            assertThat(accounts.login("ANNA", "correct horse battery".toCharArray()))
                    .isPresent();
            assertThat(accounts.login("anna", "correct horse batterz".toCharArray()))
                    .isEmpty();
            assertThat(accounts.login("lee", "correct horse battery".toCharArray()))
                    .isEmpty();
            assertThatThrownBy(() -> accounts.setPassword("anna", "short".toCharArray()))
                    .hasMessage("the password is too short: 5 characters");
            assertThatThrownBy(() -> accounts.add("Anna", Role.ADMIN, Optional.empty(), NOW))
                    .hasMessage("there is a user Anna already");
            assertThatThrownBy(() -> accounts.add("a b", Role.ADMIN, Optional.empty(), NOW))
                    .hasMessage("'a b' cannot be the name of a user");
            assertThatThrownBy(() -> accounts.newToken("anna", Scope.ALL, Duration.ZERO, NOW))
                    .hasMessageContaining("cannot be valid for 0 days");
            return true;
        });
        assertThat(lake.database())
                .satisfies(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(token.substring(17), "correct horse"));

        change(warehouse -> new Accounts(warehouse).remove("anna"));
        assertThat(count("anna", "SALES")).isEqualTo(-1);
        change(warehouse -> {
            assertThat(new Accounts(warehouse).accepted(token, NOW)).isEmpty();
            assertThat(new Permissions(warehouse).all()).isEmpty();
            return true;
        });
    }

    @Test
    void driftIsFoundAndModesAreMendedWhenToldTo() throws IOException {
        change(warehouse -> new Accounts(warehouse).newToken("anna", Scope.READ, Duration.ofDays(1), NOW));
        change(warehouse -> warehouse.change("as somebody else would", connection -> {
            Sql.execute(
                    connection,
                    "INSERT INTO permissions VALUES ('gone', 'SALES', 1, 0, '', NULL, '2026-11-22T00:00:00Z', 'x'),"
                            + " ('anna', 'OLD', 1, 0, '', NULL, '2026-11-22T00:00:00Z', 'x')");
            return true;
        }));
        AccessCheck check = new AccessCheck(lake.database(), lake.layout(), lake.state(), lake.folders());
        boolean modes = FileModes.known(lake.database());
        if (modes) {
            Files.setPosixFilePermissions(lake.database(), PosixFilePermissions.fromString("rw-r-----"));
            Files.setPosixFilePermissions(folder.resolve("pipeline"), PosixFilePermissions.fromString("rwx------"));
        }

        List<Finding> findings = check.run(false, NOW.plus(Duration.ofDays(2)));
        assertThat(findings)
                .extracting(finding -> finding.subject() + " " + finding.problem())
                .anyMatch(text -> text.equals("nobody has no permission"))
                .anyMatch(text -> text.equals("gone SALES is given to a user who is not there"))
                .anyMatch(text -> text.equals("anna OLD is for a folder that is not there"))
                .anyMatch(text -> text.contains("has been past its time since 2026-11-23"));
        if (modes) {
            String found = lake.database() + " is open to other users of this machine (rw-r-----)";
            assertThat(findings)
                    .extracting(finding -> finding.subject() + " " + finding.problem())
                    .contains(found);
            assertThat(FileModes.text(lake.database())).isEqualTo("rw-r-----");
            assertThat(check.run(true, NOW)).anyMatch(Finding::mended);
            assertThat(FileModes.text(lake.database())).isEqualTo("rw-------");
            assertThat(check.run(false, NOW)).noneMatch(finding -> finding.kind() == Finding.Kind.MODE);
        }
    }
}
