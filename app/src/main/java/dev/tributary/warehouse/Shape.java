package dev.tributary.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members that some objects have, each with the type that all its values fit into. */
final class Shape {
    /** What a member is to the dimension of users. */
    enum Role {
        USER_ID,
        USER_NAME,
        NONE;

        static Role of(String member) {
            if (member.equalsIgnoreCase(Users.ID)) {
                return USER_ID;
            }
            return member.equalsIgnoreCase(Users.NAME) ? USER_NAME : NONE;
        }
    }

    private static final byte[] NO_NAME = {};

    private static final class Member {
        /** Its name in bytes; empty when JSON needs an escape to write it. */
        final byte[] plainName;

        final String name;
        final int index;
        final Role role;
        final int slot;
        ColumnType type = ColumnType.UNKNOWN;

        Member(String name, int index, int slot) {
            boolean plain = name.indexOf('"') < 0 && name.indexOf('\\') < 0;
            this.plainName = plain ? name.getBytes(StandardCharsets.UTF_8) : NO_NAME;
            this.name = name;
            this.index = index;
            this.role = Role.of(name);
            this.slot = slot;
        }
    }

    private final SummaryRule summaries;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Member> byName = new HashMap<>();
    private int likely;

    /** Nothing seen yet, in the objects of a table that has some summaries. */
    Shape(SummaryRule summaries) {
        this.summaries = summaries;
    }

    /** The walk over an object begins. */
    void begin() {
        likely = 0;
    }

    /** The name that is likely to come next, since the objects of a table mostly look alike. */
    byte[] likelyName() {
        return likely < members.size() ? members.get(likely).plainName : NO_NAME;
    }

    /** Takes note of the member that the scan stands on. */
    Role see(MemberScan scan) {
        Member member = scan.nameIsLikely() ? members.get(likely) : member(scan.name());
        likely = member.index + 1;
        member.type = member.type.widen(scan.type());
        return member.role;
    }

    /** The place, among the members that the summaries need, of the member seen last. */
    int slot() {
        return members.get(likely - 1).slot;
    }

    /** The members in the order in which they were first seen. */
    Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        members.forEach(member -> types.put(member.name, member.type));
        return types;
    }

    private Member member(String name) {
        return byName.computeIfAbsent(name, unseen -> {
            Member member = new Member(name, members.size(), summaries.slot(name));
            members.add(member);
            return member;
        });
    }
}
