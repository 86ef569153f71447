package dev.tributary.report;

/** The typefaces that stand in drawings. */
final class Typefaces implements AutoCloseable {
    private final Typeface plain = Typeface.read("DejaVuSansCondensed.ttf");
    private final Typeface bold = Typeface.read("DejaVuSansCondensed-Bold.ttf");

    private final Typeface serif = Typeface.read("DejaVuSerifCondensed.ttf");

    /** That of titles and key figures. */
    Typeface titles() {
        return serif;
    }

    Typeface of(Ink ink) {
        return ink.bold() ? bold : plain;
    }

    @Override
    public void close() {
        plain.close();
        bold.close();
        serif.close();
    }
}
