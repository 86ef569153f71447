package dev.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBreaksTest {
    @Test
    void elisionsAndTimesStayOnOneLine() {
        assertThat(pieces("l’ordonnanceur, 20:37:44 UTC")).containsExactly("l’ordonnanceur, ", "20:37:44 ", "UTC");
    }

    @Test
    void aLineMayEndWhereItMayElsewhere() {
        assertThat(pieces("un mot : deux")).containsExactly("un ", "mot ", ": ", "deux");
        assertThat(pieces("the days’ rows")).containsExactly("the ", "days’ ", "rows");
    }

    private static List<String> pieces(String text) {
        LineBreaks breaks = new LineBreaks();
        breaks.setText(text);
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
