package dev.tributary.governance;

import dev.tributary.governance.Caller.Way;
import dev.tributary.warehouse.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out on whose behalf a command runs. Who can open the project's folder and names nobody is its owner, an administrator: the operating system lets him read every file
 * anyway. He may act as any user. Who comes with a token is the token's user, and may act as another only when he is an administrator.
 */
public final class Callers {
    /** The environment variable with a token. */
    public static final String VARIABLE = "TRIBUTARY_TOKEN";

    private final Path database;
    private final Path state;
    private final String process;

    /**
     * The callers of a project.
     *
     * @param process the name that the operating system knows this process by
     */
    public Callers(Path database, Path state, String process) {
        this.database = database;
        this.state = state;
        this.process = process;
    }

    /**
     * The caller, given what he names.
     *
     * @param as the user as whom he wants to act
     * @param token what stands in {@value #VARIABLE}; blank counts as nothing
     * @throws NotPermittedException when the token is not valid, or he may not act as that user
     * @throws UnknownNameException when there is no such user
     */
    public Caller find(Optional<String> as, Optional<String> token, Instant now) {
        Optional<String> given = token.filter(text -> !text.isBlank());
        if (as.isEmpty() && given.isEmpty()) {
            return Caller.owner(process);
        }
        if (!Files.isRegularFile(database)) {
            throw given.isPresent() ? badToken() : nobody(as.orElseThrow());
        }
        try (Warehouse warehouse = Warehouse.openReadOnly(database)) {
            Accounts accounts = new Accounts(warehouse);
            Caller caller = given.isPresent() ? byToken(accounts, given.get(), now) : Caller.owner(process);
            return as.isPresent() ? actingAs(accounts, caller, as.get()) : caller;
        }
    }

    private Caller byToken(Accounts accounts, String token, Instant now) {
        Optional<TokenInfo> accepted = accounts.accepted(token, now);
        Map<String, Object> details = new TreeMap<>(Map.of("way", "token", "process", process));
        accepted.ifPresent(info -> details.put("token", info.id()));
        AuditAction action = accepted.isPresent() ? AuditAction.LOGIN : AuditAction.LOGIN_FAILED;
        String actor = accepted.map(TokenInfo::user).orElse(process);
        try (AuditTrail trail = AuditTrail.open(state)) {
            trail.append(new AuditEvent(now, actor, action, details));
        }
        TokenInfo info = accepted.orElseThrow(Callers::badToken);
        Account account = accounts.require(info.user());
        return new Caller(account.name(), account.role(), info.scope(), Way.TOKEN, process);
    }

    private Caller actingAs(Accounts accounts, Caller caller, String name) {
        if (caller.way() == Way.TOKEN && caller.name().equalsIgnoreCase(name)) {
            return caller;
        }
        if (!caller.administers()) {
            throw new NotPermittedException(
                    caller.name() + " may not act as another user", List.of(), Optional.of("leave --as out"));
        }
        Account account = accounts.require(name);
        return new Caller(account.name(), account.role(), Scope.ALL, Way.AS, caller.name());
    }

    private static NotPermittedException badToken() {
        return new NotPermittedException(
                "the token in " + VARIABLE + " is not valid, or no longer",
                List.of(),
                Optional.of("an administrator can make one with  tributary users token NAME"));
    }

    private static UnknownNameException nobody(String name) {
        return new UnknownNameException(
                "there is no user " + name, name, List.of(), "tributary users add " + name + " --role analyst");
    }
}
