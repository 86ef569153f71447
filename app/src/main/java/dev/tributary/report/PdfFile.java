package dev.tributary.report;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FSFontUseCase;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder.PdfAConformance;
import com.openhtmltopdf.svgsupport.BatikSVGDrawer;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Lays a document out on pages, as PDF/A-2a with tags: its text is text, and its fonts, colours and structure are in the file. */
final class PdfFile {
    private static final int NORMAL = 400;
    private static final int BOLD = 700;

    private PdfFile() {}

    /** Writes the document, which is well-formed XHTML. */
    static void write(String document, OutputStream out) throws IOException {
        XRLog.setLoggerImpl(new RendererLog());
        try (BatikSVGDrawer drawings = new BatikSVGDrawer()) {
            PdfRendererBuilder builder = new PdfRendererBuilder();
            builder.useSVGDrawer(drawings);
            builder.usePdfAConformance(PdfAConformance.PDFA_2_A);
            builder.usePdfUaAccessibility(true);
            builder.useUnicodeLineBreaker(new LineBreaks());
            builder.useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
            font(builder, "DejaVuSansCondensed.ttf", "DejaVu Sans Condensed", NORMAL);
            font(builder, "DejaVuSansCondensed-Bold.ttf", "DejaVu Sans Condensed", BOLD);
            font(builder, "DejaVuSerifCondensed.ttf", "DejaVu Serif Condensed", NORMAL);
            font(builder, "DejaVuSansMono.ttf", "DejaVu Sans Mono", NORMAL);
            builder.withProducer("Tributary");
            builder.withHtmlContent(document, "");
            builder.toStream(out);
            builder.run();
        }
    }

    private static void font(PdfRendererBuilder builder, String resource, String family, int weight) {
        builder.useFont(
                () -> Resources.open(resource), family, weight, FontStyle.NORMAL, true, Set.of(FSFontUseCase.DOCUMENT));
    }
}
