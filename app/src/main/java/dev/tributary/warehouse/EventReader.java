package dev.tributary.warehouse;

import dev.tributary.lake.JsonMembers;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.Stamp;
import dev.tributary.warehouse.ParsedLine.Event;
import dev.tributary.warehouse.ParsedLine.User;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes events of lines, taking note of their members and types on the way. */
final class EventReader {
    private static final JsonMembers NO_MEMBERS = new JsonMembers();

    private final List<String> keyMembers;
    private final Shape shape;
    private final FiguresReader figures;
    private final TableSymbols symbols;
    private final MemberScan scan = new MemberScan();

    private int userIds;
    private boolean oddUser;
    private boolean allNull;
    private @Nullable Symbol userId;
    private @Nullable Symbol userName;

    EventReader(List<String> keyMembers, TableSymbols symbols, Shape shape) {
        this.keyMembers = keyMembers;
        this.symbols = symbols;
        this.shape = shape;
        this.figures = new FiguresReader(symbols);
    }

    /** The event of a line, in whose object the members are at these places. */
    Event read(LakeLine line, JsonMembers members) {
        return read(line.original(), line.stamp(), members);
    }

    /** The event of a JSON object, or of a tombstone, and where it came from. */
    Event read(Optional<byte[]> json, Optional<Stamp> stamp) {
        return read(json, stamp, json.map(JsonMembers::of).orElse(NO_MEMBERS));
    }

    private Event read(Optional<byte[]> json, Optional<Stamp> stamp, JsonMembers members) {
        Optional<String> kafkaKey = stamp.flatMap(Stamp::key);
        if (json.isEmpty()) {
            return new Event(Optional.empty(), stamp, kafkaKey, User.NOBODY, figures.read(Optional.empty()), false);
        }
        look(json.get(), members);
        return new Event(
                json, stamp, kafkaKey.or(() -> keyOf(json.get(), members)), user(), figures.figures(), allNull);
    }

    private void look(byte[] json, JsonMembers members) {
        userIds = 0;
        oddUser = false;
        allNull = true;
        userId = null;
        userName = null;
        scan.start(json, members);
        shape.begin();
        figures.begin();
        while (scan.next(shape.likelyName())) {
            allNull &= scan.isNull();
            switch (shape.see(scan)) {
                case USER_ID -> {
                    userIds++;
                    seeUserValue(userId != null);
                    userId = scan.isPlainString() ? scan.symbol(symbols.users()) : userId;
                }
                case USER_NAME -> {
                    seeUserValue(userName != null);
                    userName = scan.isPlainString() ? scan.symbol(symbols.userNames()) : userName;
                }
                case NONE -> {}
            }
            figures.take(shape.slot(), scan);
        }
    }

    private void seeUserValue(boolean seenBefore) {
        oddUser |= seenBefore || !(scan.isPlainString() || scan.isNull());
    }

    private User user() {
        if (userIds > 1 || (userIds == 1 && oddUser)) {
            return User.ODD;
        }
        return userId == null ? User.NOBODY : new User(false, userId, userName);
    }

    /** The key that the feed's rule names: the texts of its members. Empty unless all are there. */
    private Optional<String> keyOf(byte[] json, JsonMembers members) {
        if (keyMembers.isEmpty()) {
            return Optional.empty();
        }
        @Nullable String[] values = new String[keyMembers.size()];
        scan.start(json, members);
        while (scan.next()) {
            int index = keyIndex(scan.name());
            if (index >= 0 && !scan.isNull()) {
                values[index] = scan.value();
            }
        }
        return Arrays.asList(values).contains(null) ? Optional.empty() : Optional.of(joined(values));
    }

    private int keyIndex(String name) {
        for (int i = 0; i < keyMembers.size(); i++) {
            if (keyMembers.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Joined as the streams join the parts of a key. */
    private static String joined(@Nullable String[] values) {
        return Arrays.stream(values).map(String::valueOf).collect(Collectors.joining("|"));
    }
}
