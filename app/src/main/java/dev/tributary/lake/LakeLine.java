package dev.tributary.lake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One line of the lake, taken apart: the JSON object as it came, and where it came from. A view of the buffer it was parsed
 * from, so use it before that buffer is overwritten. A line without our {@code _kafka} (a foreign one) is all object.
 */
public final class LakeLine {
    private final byte[] buffer;
    private final int from;
    private final int cut;
    private final int resume;
    private final int to;
    private final Optional<KafkaMember> kafka;

    private LakeLine(byte[] buffer, int from, int cut, int resume, int to, Optional<KafkaMember> kafka) {
        this.buffer = buffer;
        this.from = from;
        this.cut = cut;
        this.resume = resume;
        this.to = to;
        this.kafka = kafka;
    }

    /**
     * Takes a line apart.
     *
     * @param offset the line's first byte in the buffer
     * @param length its length without the line feed
     * @throws NotAnObjectException when the line is not one JSON object, strictly by RFC 8259
     */
    public static LakeLine parse(byte[] buffer, int offset, int length) throws NotAnObjectException {
        return parse(new JsonGate(), buffer, offset, length);
    }

    static LakeLine parse(JsonGate gate, byte[] buffer, int offset, int length) throws NotAnObjectException {
        int to = offset + length;
        if (!gate.accepts(buffer, offset, to)) {
            throw new NotAnObjectException(gate.reason());
        }
        if (gate.reservedMembers() == 1) {
            Optional<KafkaMember> kafka = LineCursor.kafkaMember(buffer, gate.reservedAt(), gate.closingBrace())
                    .filter(member -> !member.erased() || gate.reservedAt() == offset + 1);
            int cut = kafka.map(member -> cut(buffer, offset, gate.reservedAt(), member))
                    .orElse(-1);
            LakeLine ours = new LakeLine(buffer, offset, Math.max(cut, offset), gate.closingBrace(), to, kafka);
            if (cut >= 0 && ours.hasSpacesForBreaks()) {
                return ours;
            }
        }
        return new LakeLine(buffer, offset, to, to, to, Optional.empty());
    }

    /** Where the original stops before {@code _kafka}: at our comma, or at our quote where no member stands before it. */
    private static int cut(byte[] buffer, int from, int quote, KafkaMember kafka) {
        if (buffer[quote - 1] == ',') {
            return kafka.emptyObject() ? -1 : quote - 1;
        }
        return kafka.emptyObject() || (quote == from + 1) ? quote : -1;
    }

    /** Whether the line breaks of the value were where it has spaces now, as in every line that Tributary wrote. */
    private boolean hasSpacesForBreaks() {
        return areSpaces(lineFeeds()) && areSpaces(carriageReturns());
    }

    private boolean areSpaces(List<Integer> positions) {
        for (int position : positions) {
            if (!isSpace(position)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSpace(int position) {
        return position >= 0 && position < jsonLength() && jsonByte(position) == ' ';
    }

    private byte jsonByte(int position) {
        int beforeCut = cut - from;
        return position < beforeCut ? buffer[from + position] : buffer[resume + position - beforeCut];
    }

    /** Where the line came from; empty for a line that Tributary did not write. */
    public Optional<Stamp> stamp() {
        return kafka.map(KafkaMember::stamp);
    }

    /** Whether the record had no value: the line is {@code _kafka} alone. */
    public boolean tombstone() {
        return withoutObject() && !erased();
    }

    /** Whether the record was of a person who was erased: nothing is left but where it came from and when. */
    public boolean erased() {
        return kafka.isPresent() && kafka.get().erased();
    }

    private boolean withoutObject() {
        return kafka.isPresent() && cut == from + 1 && !kafka.get().emptyObject();
    }

    /** The object without {@code _kafka}, on one line as the lake has it; empty for a tombstone and for an erased record. */
    public Optional<byte[]> json() {
        if (withoutObject()) {
            return Optional.empty();
        }
        byte[] json = new byte[jsonLength()];
        copyJson(json, 0);
        return Optional.of(json);
    }

    /** The length of {@link #json()} in bytes; 0 where there is none. */
    public int jsonLength() {
        return withoutObject() ? 0 : cut - from + to - resume;
    }

    /** Copies {@link #json()} to a place in an array, without making another. */
    public void copyJson(byte[] target, int at) {
        if (!withoutObject()) {
            System.arraycopy(buffer, from, target, at, cut - from);
            System.arraycopy(buffer, resume, target, at + cut - from, to - resume);
        }
    }

    /** The record's value, byte for byte as Kafka had it; empty for a tombstone. */
    public Optional<byte[]> original() {
        Optional<byte[]> json = json();
        json.ifPresent(bytes -> {
            lineFeeds().forEach(position -> bytes[position] = '\n');
            carriageReturns().forEach(position -> bytes[position] = '\r');
        });
        return json;
    }

    /** The record's key, byte for byte; empty when it had none. */
    public Optional<byte[]> key() {
        return kafka.flatMap(member -> member.textKey()
                .map(text -> text.getBytes(UTF_8))
                .or(() -> member.base64Key().map(Base64.getDecoder()::decode)));
    }

    /** The record's headers in their order. */
    public List<RecordHeader> headers() {
        return kafka.map(KafkaMember::headers).orElse(List.of());
    }

    Optional<DeadLetter> deadLetter() {
        return kafka.flatMap(member -> LineCursor.deadLetter(buffer, from, cut, member.stamp()));
    }

    private List<Integer> lineFeeds() {
        return kafka.map(KafkaMember::lineFeeds).orElse(List.of());
    }

    private List<Integer> carriageReturns() {
        return kafka.map(KafkaMember::carriageReturns).orElse(List.of());
    }
}
