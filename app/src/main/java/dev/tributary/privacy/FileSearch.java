package dev.tributary.privacy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** Searches a file through, whatever it is, in pieces that overlap: its bytes, and the text of what is packed. */
final class FileSearch {
    private static final int PIECE = 1 << 20;
    private static final int MARGIN = 64;

    private final ClearSearch search;
    private final LongConsumer progress;
    private final byte[] buffer = new byte[PIECE + ClearSearch.REACH];

    /** Whoever is told what was found, and where. */
    interface Sink {
        /** Something in clear; the position is the byte in the file, or -1 in the text of a packed one. */
        void clear(ClearKind kind, byte[] buffer, int from, int to, long position);

        /** The value of a masked column. */
        void masked(MaskedColumn column, byte[] buffer, int from, int to);
    }

    /**
     * A search.
     *
     * @param progress is told how many bytes were read
     */
    FileSearch(ClearSearch search, LongConsumer progress) {
        this.search = search;
        this.progress = progress;
    }

    /** Searches one. */
    void search(Path file, Sink sink) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        try (InputStream in = Files.newInputStream(file)) {
            bytes(in, name.endsWith(".parquet") ? withoutMasked(sink) : sink);
        }
        if (name.endsWith(".gz")) {
            try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                bytes(in, withoutPosition(sink));
            }
        } else if (name.endsWith(".pdf")) {
            pdf(file, withoutPosition(sink));
        }
    }

    /** What ends close to the end of a piece is left to the next one, which sees what follows it. */
    private void bytes(InputStream in, Sink sink) throws IOException {
        Pieces pieces = new Pieces(sink);
        int kept = 0;
        boolean last = false;
        while (!last) {
            int read = in.readNBytes(buffer, kept, PIECE);
            progress.accept(read);
            last = read < PIECE;
            int end = kept + read;
            pieces.end = last ? end : end - MARGIN;
            search.search(buffer, 0, end, pieces);
            kept = Math.min(end, ClearSearch.REACH);
            System.arraycopy(buffer, end - kept, buffer, 0, kept);
            pieces.start += end - kept;
            pieces.found = kept - MARGIN;
        }
    }

    /** The lines of a document's text. A word that stands alone is a value. */
    private void pdf(Path file, Sink sink) throws IOException {
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
            Pieces pieces = new Pieces(sink);
            new PDFTextStripper().getText(document).lines().forEach(line -> {
                byte[] bytes = line.strip().getBytes(StandardCharsets.UTF_8);
                search.search(bytes, 0, bytes.length, pieces);
                search.line(bytes, 0, bytes.length, pieces);
            });
        }
    }

    /** An archive has a sample line of its own beside its lines, with the same text in all columns; the lines are searched as cells. */
    private static Sink withoutMasked(Sink sink) {
        return new Sink() {
            @Override
            public void clear(ClearKind kind, byte[] buffer, int from, int to, long position) {
                sink.clear(kind, buffer, from, to, position);
            }

            @Override
            public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
                // that of the sample line
            }
        };
    }

    private static Sink withoutPosition(Sink sink) {
        return new Sink() {
            @Override
            public void clear(ClearKind kind, byte[] buffer, int from, int to, long position) {
                sink.clear(kind, buffer, from, to, -1);
            }

            @Override
            public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
                sink.masked(column, buffer, from, to);
            }
        };
    }

    /** Leaves out what the piece before has found already in the bytes that both have, and what the next one will find. */
    private static final class Pieces implements ClearSearch.Sink {
        private final Sink sink;
        private long start;
        private int found;
        private int end = Integer.MAX_VALUE;

        Pieces(Sink sink) {
            this.sink = sink;
        }

        @Override
        public void clear(ClearKind kind, byte[] buffer, int from, int to) {
            if (to > found && to <= end) {
                sink.clear(kind, buffer, from, to, start + from);
            }
        }

        @Override
        public void masked(MaskedColumn column, byte[] buffer, int from, int to) {
            if (to > found && to <= end) {
                sink.masked(column, buffer, from, to);
            }
        }
    }
}
