package dev.tributary.report;

import com.openhtmltopdf.extend.FSTextBreaker;
import com.openhtmltopdf.layout.UrlAwareLineBreakIterator;
import java.text.BreakIterator;
import java.util.Locale;

/** Where a line may end: as Java says, but neither behind the apostrophe of an elision nor within a time. */
final class LineBreaks implements FSTextBreaker {
    private static final char APOSTROPHE = '\u2019';

    private final FSTextBreaker places = new UrlAwareLineBreakIterator(BreakIterator.getLineInstance(Locale.ROOT));
    private String text = "";

    @Override
    public void setText(String newText) {
        text = newText;
        places.setText(newText);
    }

    @Override
    public int next() {
        int place = places.next();
        while (place != BreakIterator.DONE && place < text.length() && holdsTogether(place)) {
            place = places.next();
        }
        return place;
    }

    private boolean holdsTogether(int place) {
        char before = place == 0 ? ' ' : text.charAt(place - 1);
        char behind = text.charAt(place);
        return (before == APOSTROPHE && Character.isLetter(behind)) || (before == ':' && Character.isDigit(behind));
    }
}
