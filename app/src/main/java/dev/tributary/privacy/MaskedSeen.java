package dev.tributary.privacy;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The different values of the masked columns, wherever they were seen, in bounded memory. */
final class MaskedSeen {
    /** So many pseudonyms of a column are attacked, and 12 bytes or a few more kept of each. */
    private static final int MOST_PSEUDONYMS = 4_000_000;

    private static final int MOST_MASKS = 100_000;
    private static final Pattern HIDDEN_ADDRESS = Pattern.compile(
            "\\d{1,3}\\.\\d{1,3}\\.x\\.x|[0-9a-f]{1,4}:[0-9a-f]{1,4}(?::x){6}|[x.:*]*", Pattern.CASE_INSENSITIVE);

    /** What was seen of one column. */
    private record Seen(LongTable fingerprints, Map<String, Integer> weak) {}

    private final Map<MaskedColumn, Seen> columns = new EnumMap<>(MaskedColumn.class);

    MaskedSeen() {
        for (MaskedColumn column : MaskedColumn.values()) {
            int most = column.pseudonym() ? MOST_PSEUDONYMS : MOST_MASKS;
            columns.put(column, new Seen(new LongTable(most), new LinkedHashMap<>()));
        }
    }

    private Seen of(MaskedColumn column) {
        return Objects.requireNonNull(columns.get(column));
    }

    /** Takes a value. */
    void add(MaskedColumn column, byte[] buffer, int from, int to, int place) {
        boolean fresh = table(column).add(Fingerprint.of(buffer, from, to), place);
        if (fresh && !column.pseudonym()) {
            keepWeak(column, new String(buffer, from, to - from, StandardCharsets.UTF_8), place);
        }
    }

    /** A mask that hides is not kept. */
    private void keepWeak(MaskedColumn column, String mask, int place) {
        boolean hides =
                column == MaskedColumn.IP_MASKED ? HIDDEN_ADDRESS.matcher(mask).matches() : StreetShape.hides(mask);
        if (!hides) {
            weak(column).put(mask, place);
        }
    }

    LongTable table(MaskedColumn column) {
        return of(column).fingerprints();
    }

    /** The masks of a column that show more than they may, with the place where each was first. */
    Map<String, Integer> weak(MaskedColumn column) {
        return of(column).weak();
    }
}
