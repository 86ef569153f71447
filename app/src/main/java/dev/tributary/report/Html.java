package dev.tributary.report;

/** Writes well-formed XHTML, which is HTML as well. Text is escaped; what would steer a reader's terminal or the direction of writing is replaced. */
final class Html {
    /** Stands where there is nothing to say: an empty cell would be none to a screen reader. */
    static final String NOTHING = "\u2013";

    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder out = new StringBuilder(1 << 16);

    /** Opens an element; attributes are names and values in turn. */
    Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        return this;
    }

    Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element that holds text alone. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** Text in which what stands between backticks is code. */
    Html prose(String text) {
        String[] parts = text.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1 && i < parts.length - 1) {
                element("code", parts[i]);
            } else {
                text((i % 2 == 1 ? "`" : "") + parts[i]);
            }
        }
        return this;
    }

    /** A paragraph. */
    Html paragraph(String text) {
        return element("p", text).line();
    }

    /** Elements that were written before. */
    Html markup(String markup) {
        out.append(markup);
        return this;
    }

    /** Ends a line of the source, for whoever reads that. */
    Html line() {
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void escape(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isPrinted(character) ? character : REPLACEMENT);
            }
        });
    }

    private static boolean isPrinted(int character) {
        return character == '\n'
                || !(Character.isISOControl(character)
                        || (character >= 0xd800 && character <= 0xdfff)
                        || (character >= '\u202a' && character <= '\u202e')
                        || (character >= '\u2066' && character <= '\u2069')
                        || (character & 0xfffe) == 0xfffe);
    }
}
