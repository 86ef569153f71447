package dev.tributary.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The dimension of users: who was seen, and on which days first and last by the timestamps of the records. Days and no
 * finer, so that most records of a user leave his row as it is. Rows refer to it: a user is written before the first row
 * that names him.
 */
final class Users implements AutoCloseable {
    static final String TABLE = "USERS";
    static final String ID = "USER_ID_HASHED";
    static final String NAME = "USER_NAME_HASHED";

    private static final long DAY_MILLIS = 86_400_000L;

    /** How many users one statement takes, where there are many. */
    private static final int ROWS = 32;

    /** How many users are remembered between transactions. */
    private static final int MAX_REMEMBERED = 200_000;

    /** The order in which the table has them, so that one page after the other changes. */
    private static final Comparator<User> IN_ORDER = Comparator.comparing(user -> user.id);

    /** What happens to a user that is there: the newest name, the first and the last day stay. */
    private static final String MERGE = """
            ON CONFLICT (USER_ID_HASHED) DO UPDATE SET
              USER_NAME_HASHED = CASE WHEN USER_NAME_HASHED IS NULL
                  OR (excluded.USER_NAME_HASHED IS NOT NULL AND excluded.last_seen >= ifnull(last_seen, ''))
                THEN excluded.USER_NAME_HASHED ELSE USER_NAME_HASHED END,
              first_seen = ifnull(min(first_seen, excluded.first_seen), ifnull(first_seen, excluded.first_seen)),
              last_seen = ifnull(max(last_seen, excluded.last_seen), ifnull(last_seen, excluded.last_seen))""";

    /** What is known of one user: at least this much is in the table, once it is written. */
    static final class User {
        private final String id;

        private @Nullable Symbol name;

        private long firstDay = Long.MAX_VALUE;
        private long lastDay = Long.MIN_VALUE;

        private User(String id) {
            this.id = id;
        }

        /** Whether there is anything new in it. */
        private boolean add(@Nullable Symbol seenName, long day) {
            boolean renamed = seenName != null && (name == null || (day >= lastDay && !seenName.sameAs(name)));
            boolean moved = day >= 0 && (day < firstDay || day > lastDay);
            if (renamed) {
                name = seenName;
            }
            if (moved) {
                firstDay = Math.min(firstDay, day);
                lastDay = Math.max(lastDay, day);
            }
            return renamed || moved;
        }

        private @Nullable String name() {
            return name == null ? null : name.text().orElse(null);
        }

        private @Nullable String day(long day) {
            return lastDay < 0 ? null : UtcText.day(day);
        }
    }

    private final Connection connection;
    private final Map<String, User> users = new HashMap<>();

    /** Another one whenever users are forgotten, so that symbols know that theirs are no longer ours. */
    private Object memory = new Object();

    private final List<User> fresh = new ArrayList<>();
    private final Set<User> changed = new HashSet<>();
    private final PreparedStatement insert;
    private final PreparedStatement mergeOne;
    private final PreparedStatement mergeMany;

    Users(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement("INSERT INTO USERS (USER_ID_HASHED) VALUES (?) ON CONFLICT DO NOTHING");
        mergeOne = connection.prepareStatement(merge(1));
        mergeMany = connection.prepareStatement(merge(ROWS));
    }

    private static String merge(int rows) {
        return "INSERT INTO USERS VALUES " + String.join(", ", Collections.nCopies(rows, "(?, ?, ?, ?)")) + "\n"
                + MERGE;
    }

    /**
     * Takes note of whom a row names.
     *
     * @param columns those of the row's table, which has one for the user's id
     */
    void saw(Row row, Columns columns) throws SQLException {
        long time = row.timestamp();
        Symbol id = row.user();
        if (row.namesOddUser()) {
            sawOdd(row.data().orElseThrow(), columns, time);
        } else if (id != null) {
            saw(id, row.userName(), time < 0 ? -1 : time / DAY_MILLIS);
        }
    }

    private void saw(Symbol id, @Nullable Symbol name, long day) {
        User user = id.user(memory);
        if (user == null) {
            user = user(id.text().orElseThrow());
            id.note(memory, user);
        }
        if (user.add(name, day)) {
            changed.add(user);
        }
    }

    private User user(String id) {
        return users.computeIfAbsent(id, unseen -> {
            User user = new User(id);
            fresh.add(user);
            return user;
        });
    }

    /**
     * Where it is not plain what the columns will show, SQLite itself says it, since not even every text that JSON can
     * express passes through Java unchanged.
     */
    private void sawOdd(byte[] data, Columns columns, long time) throws SQLException {
        String id = expression(columns, ID);
        @Nullable String day = time < 0 ? null : UtcText.day(time / DAY_MILLIS);
        Sql.update(
                connection,
                "INSERT INTO USERS SELECT CAST(" + id + " AS TEXT), CAST(" + expression(columns, NAME)
                        + " AS TEXT), ?1, ?1 FROM (SELECT CAST(?2 AS TEXT) AS data) WHERE " + id + " IS NOT NULL\n"
                        + MERGE,
                day,
                data);
    }

    private static String expression(Columns columns, String column) {
        return columns.column(column).map(typed -> typed.expression("data")).orElse("NULL");
    }

    /** Makes sure that every user seen so far has a row, so that rows may refer to it. */
    void writeNew() throws SQLException {
        fresh.sort(IN_ORDER);
        for (User user : fresh) {
            insert.setString(1, user.id);
            insert.addBatch();
        }
        if (!fresh.isEmpty()) {
            insert.executeBatch();
            fresh.clear();
        }
    }

    /** Writes what was seen. To be called before the transaction ends. */
    void writeAll() throws SQLException {
        writeNew();
        List<User> all = new ArrayList<>(changed);
        all.sort(IN_ORDER);
        int whole = all.size() - all.size() % ROWS;
        for (int from = 0; from < whole; from += ROWS) {
            merge(mergeMany, all.subList(from, from + ROWS));
        }
        for (User user : all.subList(whole, all.size())) {
            merge(mergeOne, List.of(user));
        }
        changed.clear();
        if (users.size() > MAX_REMEMBERED) {
            forget();
        }
    }

    private static void merge(PreparedStatement merge, List<User> all) throws SQLException {
        int index = 1;
        for (User user : all) {
            merge.setString(index++, user.id);
            merge.setString(index++, user.name());
            merge.setString(index++, user.day(user.firstDay));
            merge.setString(index++, user.day(user.lastDay));
        }
        merge.executeUpdate();
    }

    /** To be called when a transaction was rolled back or another process wrote. */
    final void forget() {
        memory = new Object();
        users.clear();
        fresh.clear();
        changed.clear();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        mergeOne.close();
        mergeMany.close();
    }
}
