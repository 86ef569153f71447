package dev.tributary.testing;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/** Reads a PDF back: its text and where that stands, its bookmarks, its structure, its pages as pictures. */
public final class PdfReading implements AutoCloseable {
    private final PDDocument document;

    private PdfReading(PDDocument document) {
        this.document = document;
    }

    /** A printed character: which one, and the box that it fills, in points from the page's upper left corner. */
    public record Glyph(String character, Rectangle2D box) {}

    /** A node of the structure: its tag, its alternative text, how many nodes are below it. */
    public record Tag(String name, String alternative, int children) {}

    /** Opens a file. */
    public static PdfReading of(Path file) throws IOException {
        return new PdfReading(Loader.loadPDF(file.toFile()));
    }

    /** The document, for what is not asked for here. */
    public PDDocument document() {
        return document;
    }

    /** Reads the text and passes over the tags in it, which takes as long as the text itself. */
    private static class PlainText extends PDFTextStripper {
        @Override
        protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
            if (!operator.getName().equals(OperatorName.BEGIN_MARKED_CONTENT_SEQ)
                    && !operator.getName().equals(OperatorName.END_MARKED_CONTENT)) {
                super.processOperator(operator, operands);
            }
        }
    }

    /** How many pages there are. */
    public int pages() {
        return document.getNumberOfPages();
    }

    /** All text, each run of blanks as one space. */
    public String text() throws IOException {
        PDFTextStripper stripper = new PlainText();
        stripper.setSortByPosition(true);
        return stripper.getText(document).replaceAll("[\\s\\u00a0\\u2002]+", " ");
    }

    /** The text of one page, counted from 0. */
    public String text(int page) throws IOException {
        PDFTextStripper stripper = new PlainText();
        stripper.setSortByPosition(true);
        stripper.setStartPage(page + 1);
        stripper.setEndPage(page + 1);
        return stripper.getText(document).replaceAll("[\\s\\u00a0\\u2002]+", " ");
    }

    /** The characters of a page that are not blank; marks that stand on others are none of their own. */
    public List<Glyph> glyphs(int page) throws IOException {
        List<Glyph> glyphs = new ArrayList<>();
        PDFTextStripper stripper = new PlainText() {
            @Override
            protected void processTextPosition(TextPosition text) {
                boolean blank = text.getUnicode().codePoints().allMatch(PdfReading::isBlank);
                if (!blank && text.getWidthDirAdj() > 0) {
                    glyphs.add(new Glyph(text.getUnicode(), box(text)));
                }
            }
        };
        stripper.setStartPage(page + 1);
        stripper.setEndPage(page + 1);
        stripper.getText(document);
        return glyphs;
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    /** From the foot of an x to the top of an H: lines may come that near to each other. */
    private static Rectangle2D box(TextPosition text) {
        double height = text.getFontSizeInPt() * 0.7;
        return new Rectangle2D.Double(text.getXDirAdj(), text.getYDirAdj() - height, text.getWidthDirAdj(), height);
    }

    /** The bookmarks, those below others indented by two spaces. */
    public List<String> bookmarks() {
        List<String> titles = new ArrayList<>();
        collect(document.getDocumentCatalog().getDocumentOutline(), "", titles);
        return titles;
    }

    private static void collect(PDOutlineNode node, String indent, List<String> titles) {
        if (node == null) {
            return;
        }
        for (PDOutlineItem item : node.children()) {
            titles.add(indent + item.getTitle());
            collect(item, indent + "  ", titles);
        }
    }

    /** The structure, from the document down, as it is to be read. */
    public List<Tag> tags() {
        List<Tag> tags = new ArrayList<>();
        collect(document.getDocumentCatalog().getStructureTreeRoot(), tags);
        return tags;
    }

    private static void collect(PDStructureNode node, List<Tag> tags) {
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureElement element) {
                String alternative = element.getAlternateDescription();
                tags.add(new Tag(
                        element.getStructureType(),
                        alternative == null ? "" : alternative,
                        element.getKids().size()));
                collect(element, tags);
            }
        }
    }

    /** The fonts that any page uses. */
    public List<PDFont> fonts() {
        List<PDFont> fonts = new ArrayList<>();
        for (PDPage page : document.getPages()) {
            for (COSName name : page.getResources().getFontNames()) {
                try {
                    fonts.add(page.getResources().getFont(name));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return fonts;
    }

    /** A page as a picture, one pixel a point. */
    public BufferedImage picture(int page) throws IOException {
        return new PDFRenderer(document).renderImage(page);
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
