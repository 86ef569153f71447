package dev.tributary.warehouse;

import dev.tributary.lake.JsonMembers;
import dev.tributary.lake.LakeLine;
import dev.tributary.lake.Stamp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds lines to others, taking note of their members and types on the way. */
final class EventReader {
    private static final JsonMembers NO_MEMBERS = new JsonMembers();

    private final ParsedLines lines;
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

    EventReader(ParsedLines lines, List<String> keyMembers, TableSymbols symbols, Shape shape) {
        this.lines = lines;
        this.keyMembers = keyMembers;
        this.symbols = symbols;
        this.shape = shape;
        this.figures = new FiguresReader(symbols);
    }

    /** Adds a line, in whose object the members are at these places. */
    void add(long position, LakeLine line, JsonMembers members) {
        add(position, line.original(), line.stamp(), members);
    }

    /** Adds a JSON object, or a tombstone, and where it came from. */
    void add(long position, Optional<byte[]> json, Optional<Stamp> stamp) {
        add(position, json, stamp, json.map(JsonMembers::of).orElse(NO_MEMBERS));
    }

    private void add(long position, Optional<byte[]> json, Optional<Stamp> stamp, JsonMembers members) {
        Optional<String> kafkaKey = stamp.flatMap(Stamp::key);
        if (json.isEmpty()) {
            lines.addRecord(position, json, stamp, kafkaKey, false, figures.read(json));
            return;
        }
        look(json.get(), members);
        Optional<String> key = kafkaKey.or(() -> keyOf(json.get(), members));
        lines.addRecord(position, json, stamp, key, allNull, figures);
        nameUser();
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

    private void nameUser() {
        if (userIds > 1 || (userIds == 1 && oddUser)) {
            lines.nameOddUser();
        } else if (userId != null) {
            lines.nameUser(userId, userName);
        }
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
