package dev.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testing.PdfReading.Glyph;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Looks at every page of a PDF as a proofreader would. */
public final class PageLayout {
    /** The page without its margins, in points; running heads stand outside. */
    private static final Rectangle2D PRINTED = new Rectangle2D.Double(56, 20, 483.5, 802);

    /** How much lighter or darker than its ground a character is at least somewhere, of 255. */
    private static final int LEAST_CONTRAST = 12;

    private PageLayout() {}

    /**
     * Makes sure that no page is empty, no character leaves the margins or stands in another one, and each can be seen whole: what a box cuts off, another one covers or is
     * written in the colour of its ground is text in the file, and not on the page.
     */
    public static void assertWellSet(Path report) throws IOException {
        try (PdfReading pdf = PdfReading.of(report)) {
            for (int page = 0; page < pdf.pages(); page++) {
                List<Glyph> glyphs = pdf.glyphs(page);
                String where = report.getFileName() + ", page " + (page + 1);
                assertThat(glyphs).as(where).isNotEmpty();
                assertThat(glyphs.stream().filter(glyph -> !PRINTED.contains(glyph.box())))
                        .as("outside of its margins, " + where)
                        .isEmpty();
                assertNoOverlap(glyphs, where);
                BufferedImage picture = pdf.picture(page);
                assertWhiteMargins(picture, page, where);
                assertSeen(glyphs, picture, where);
            }
        }
    }

    private static void assertNoOverlap(List<Glyph> glyphs, String where) {
        List<Glyph> sorted = new ArrayList<>(glyphs);
        sorted.sort(Comparator.comparingDouble(glyph -> glyph.box().getMinY()));
        for (int i = 0; i < sorted.size(); i++) {
            Rectangle2D box = sorted.get(i).box();
            for (int j = i + 1; j < sorted.size() && sorted.get(j).box().getMinY() < box.getMaxY(); j++) {
                Rectangle2D shared = box.createIntersection(sorted.get(j).box());
                double narrower = Math.min(box.getWidth(), sorted.get(j).box().getWidth());
                double lower = Math.min(box.getHeight(), sorted.get(j).box().getHeight());
                if (shared.getWidth() > 0.3 * narrower && shared.getHeight() > 0.3 * lower) {
                    throw new AssertionError(where + ": " + sorted.get(i) + " and " + sorted.get(j) + " overlap");
                }
            }
        }
    }

    /** Letters and digits have ink in their upper half and in their lower one: where one is without, something cuts it off or covers it. */
    private static void assertSeen(List<Glyph> glyphs, BufferedImage picture, String where) {
        for (Glyph glyph : glyphs) {
            double top = glyph.box().getMinY();
            double middle = glyph.box().getCenterY();
            double bottom = glyph.box().getMaxY();
            boolean seen = isLetterOrDigit(glyph.character().codePointAt(0))
                    ? hasInk(picture, glyph, top, middle) && hasInk(picture, glyph, middle, bottom - 1)
                    : hasInk(picture, glyph, top - 1, bottom + 2);
            if (!seen) {
                throw new AssertionError(where + ": " + glyph + " cannot be seen whole");
            }
        }
    }

    private static boolean isLetterOrDigit(int character) {
        return character < 128 && Character.isLetterOrDigit(character);
    }

    /** Whether something of the character differs from its ground between two heights. */
    private static boolean hasInk(BufferedImage picture, Glyph glyph, double from, double to) {
        int lightest = 0;
        int darkest = 255;
        for (int x = (int) glyph.box().getMinX() - 1; x <= glyph.box().getMaxX() + 1; x++) {
            for (int y = (int) from; y <= (int) to; y++) {
                int light = lightness(picture.getRGB(x, y));
                lightest = Math.max(lightest, light);
                darkest = Math.min(darkest, light);
            }
        }
        return lightest - darkest >= LEAST_CONTRAST;
    }

    private static int lightness(int rgb) {
        return ((rgb >> 16 & 0xff) * 3 + (rgb >> 8 & 0xff) * 6 + (rgb & 0xff)) / 10;
    }

    /** The cover alone reaches the page's edges. */
    private static void assertWhiteMargins(BufferedImage picture, int page, String where) {
        for (int y = 0; page > 0 && y < picture.getHeight(); y++) {
            assertWhite(picture, 30, y, where);
            assertWhite(picture, picture.getWidth() - 30, y, where);
        }
    }

    private static void assertWhite(BufferedImage picture, int x, int y, String where) {
        if ((picture.getRGB(x, y) & 0xffffff) != 0xffffff) {
            throw new AssertionError(where + ": something is drawn at " + x + ", " + y);
        }
    }
}
