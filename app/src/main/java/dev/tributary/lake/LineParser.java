package dev.tributary.lake;

/** Takes lines of the lake apart, one after the other, and knows where the members of the last one's object are. Not for several threads. */
public final class LineParser {
    private final JsonMembers members = new JsonMembers();
    private final JsonGate gate = new JsonGate(members);

    /**
     * Takes a line apart, as {@link LakeLine#parse} does.
     *
     * @throws NotAnObjectException when the line is not one JSON object, strictly by RFC 8259
     */
    public LakeLine parse(byte[] buffer, int offset, int length) throws NotAnObjectException {
        LakeLine line = LakeLine.parse(gate, buffer, offset, length);
        if (line.stamp().isPresent()) {
            members.removeLast(); // ours, behind all others
        }
        return line;
    }

    /** Where the members are in the {@link LakeLine#original()} of the line parsed last. */
    public JsonMembers members() {
        return members;
    }
}
