package dev.tributary.governance;

import dev.tributary.warehouse.Sql;
import dev.tributary.warehouse.Warehouse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The users of a project and their tokens, in its warehouse. A change is durable when its method returns, or was not made. */
public final class Accounts {
    /** The longest time for which a token can be given out. */
    public static final Duration LONGEST_TOKEN = Duration.ofDays(366);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern TOKEN = Pattern.compile("trb_([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
    private static final int TOKEN_ID_BYTES = 6;
    private static final int TOKEN_SECRET_BYTES = 32;
    private static final String SELECT_TOKEN = "SELECT id, user, scope, made_at, expires_at FROM _tokens ";

    private final Warehouse warehouse;

    /** Those of a warehouse, which must be open for writing where something is to be changed. */
    public Accounts(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    /** Every user, by name. */
    public List<Account> all() {
        return warehouse.read(
                "list its users",
                connection -> GovernanceTables.exist(connection, "main")
                        ? Sql.list(
                                connection,
                                "SELECT name, role, password, made_at FROM _accounts ORDER BY name",
                                Accounts::account)
                        : List.of());
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getString(1),
                Role.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3) != null,
                Instant.parse(row.getString(4)));
    }

    /**
     * The user of that name.
     *
     * @throws UnknownNameException when there is none
     */
    public Account require(String name) {
        List<Account> all = all();
        return all.stream()
                .filter(account -> account.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "there is no user " + name,
                        name,
                        all.stream().map(Account::name).toList(),
                        "tributary users list, or tributary users add " + name + " --role analyst"));
    }

    /**
     * Adds a user.
     *
     * @param password with which he can log in; empty when only with tokens
     * @throws GovernanceException when there is one of that name, or name or password are not valid
     */
    public void add(String name, Role role, Optional<char[]> password, Instant now) {
        if (!NAME.matcher(name).matches()) {
            throw new GovernanceException(
                    "'" + name + "' cannot be the name of a user",
                    "choose up to 64 letters, digits, '.', '_', '@', '-', the first a letter or digit");
        }
        @Nullable String hashed = password.map(Passwords::hashed).orElse(null);
        warehouse.change("add the user " + name, connection -> {
            GovernanceTables.create(connection);
            int added = Sql.update(
                    connection,
                    "INSERT INTO _accounts VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    name,
                    role.text(),
                    hashed,
                    now.toString());
            if (added == 0) {
                throw new GovernanceException("there is a user " + name + " already", "tributary users list");
            }
            return added;
        });
    }

    /**
     * Removes a user, his permissions and his tokens.
     *
     * @return how many permissions went with him
     * @throws UnknownNameException when there is none
     */
    public int remove(String name) {
        String user = require(name).name();
        return warehouse.change("remove the user " + user, connection -> {
            Sql.update(connection, "DELETE FROM _tokens WHERE user = ?", user);
            int permissions = Sql.update(connection, "DELETE FROM permissions WHERE user = ?", user);
            Sql.update(connection, "DELETE FROM _accounts WHERE name = ?", user);
            return permissions;
        });
    }

    /**
     * Gives a user another password.
     *
     * @throws GovernanceException when there is no such user, or the password is too short or too long
     */
    public void setPassword(String name, char[] password) {
        String user = require(name).name();
        String hashed = Passwords.hashed(password);
        warehouse.change(
                "change the password of " + user,
                connection -> Sql.update(connection, "UPDATE _accounts SET password = ? WHERE name = ?", hashed, user));
    }

    /** The user, when this is his password. Takes equally long whether there is such a user or not. */
    public Optional<Account> login(String name, char[] password) {
        Optional<String> kept = warehouse.read(
                "look up a password",
                connection -> GovernanceTables.exist(connection, "main")
                        ? Sql.first(
                                connection,
                                "SELECT password FROM _accounts WHERE name = ? AND password IS NOT NULL",
                                row -> row.getString(1),
                                name)
                        : Optional.empty());
        if (kept.isEmpty()) {
            Passwords.waste(password);
            return Optional.empty();
        }
        return Passwords.fits(password, kept.get()) ? Optional.of(require(name)) : Optional.empty();
    }

    /**
     * Makes a token for a user.
     *
     * @return the token, which nobody can show again
     * @throws GovernanceException when there is no such user, or the time is not positive or too long
     */
    public String newToken(String name, Scope scope, Duration lifetime, Instant now) {
        String user = require(name).name();
        if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(LONGEST_TOKEN) > 0) {
            throw new GovernanceException(
                    "a token cannot be valid for " + lifetime.toDays() + " days",
                    "choose more than nothing and at most " + LONGEST_TOKEN.toDays() + " days");
        }
        String id = HexFormat.of().formatHex(random(TOKEN_ID_BYTES));
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random(TOKEN_SECRET_BYTES));
        warehouse.change(
                "make a token for " + user,
                connection -> Sql.update(
                        connection,
                        "INSERT INTO _tokens VALUES (?, ?, ?, ?, ?, ?)",
                        id,
                        user,
                        hash(secret),
                        scope.text(),
                        now.toString(),
                        now.plus(lifetime).toString()));
        return "trb_" + id + "_" + secret;
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** A secret of 256 random bits needs no salt and no rounds. */
    private static String hash(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256, which every Java has, is missing", e);
        }
    }

    /** The tokens of a user that were not withdrawn, expired ones too. */
    public List<TokenInfo> tokens(String name) {
        String user = require(name).name();
        return warehouse.read(
                "list the tokens of " + user,
                connection ->
                        Sql.list(connection, SELECT_TOKEN + "WHERE user = ? ORDER BY made_at", Accounts::token, user));
    }

    private static TokenInfo token(ResultSet row) throws SQLException {
        return new TokenInfo(
                row.getString(1),
                row.getString(2),
                Scope.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                Instant.parse(row.getString(4)),
                Instant.parse(row.getString(5)));
    }

    /**
     * Withdraws a token of a user.
     *
     * @throws UnknownNameException when he has none of that id
     */
    public void withdraw(String name, String id) {
        List<String> ids = tokens(name).stream().map(TokenInfo::id).toList();
        if (!ids.contains(id)) {
            throw new UnknownNameException(
                    name + " has no token " + id, id, ids, "tributary users token " + name + " --list");
        }
        warehouse.change(
                "withdraw the token " + id,
                connection -> Sql.update(connection, "DELETE FROM _tokens WHERE id = ?", id));
    }

    /** What a token says at that moment, when it is one that was given out here, not withdrawn and not expired. */
    public Optional<TokenInfo> accepted(String token, Instant now) {
        Matcher parts = TOKEN.matcher(token.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        return warehouse
                .read("look up a token", connection -> stored(connection, parts.group(1), hash(parts.group(2))))
                .filter(info -> now.isBefore(info.expiresAt()));
    }

    private static Optional<TokenInfo> stored(Connection connection, String id, String hash) throws SQLException {
        if (!GovernanceTables.exist(connection, "main")) {
            return Optional.empty();
        }
        Optional<String> kept =
                Sql.first(connection, "SELECT hash FROM _tokens WHERE id = ?", row -> row.getString(1), id);
        boolean same = kept.isPresent()
                && MessageDigest.isEqual(
                        kept.get().getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
        return same ? Sql.first(connection, SELECT_TOKEN + "WHERE id = ?", Accounts::token, id) : Optional.empty();
    }
}
