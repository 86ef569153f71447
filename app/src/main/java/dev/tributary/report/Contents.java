package dev.tributary.report;

import dev.tributary.report.Outline.Chapter;
import dev.tributary.report.Outline.Section;

/** The table of contents, and how to read the report. */
final class Contents {
    private final Outline outline;

    Contents(Outline outline) {
        this.outline = outline;
    }

    String markup(Manuscript words) {
        Html out = new Html();

        out.open("div", "class", "contents");
        out.element("h1", words.text("contents.title"), "id", "contents").line();
        out.element("div", words.text("contents.title"), "class", "running").line();
        for (Chapter chapter : outline.chapters()) {
            entry(out, "chapter", chapter.number() + "\u2002" + chapter.title(), chapter.id());
            for (Section section : chapter.sections()) {
                entry(out, "section", section.title(), section.id());
            }
        }
        out.element("h2", words.text("contents.reading"), "id", "reading").line();
        out.paragraph(words.text("contents.reading.numbers"));
        out.paragraph(words.text("contents.reading.tables"));
        out.close("div").line();
        return out.toString();
    }

    /** The page's number is filled in by the style sheet. */
    private static void entry(Html out, String level, String title, String id) {
        out.open("p", "class", "entry " + level)
                .element("a", title, "href", "#" + id, "title", title)
                .close("p")
                .line();
    }

    /** The bookmarks of a PDF. */
    String bookmarks() {
        Html out = new Html();
        out.open("bookmarks");
        for (Chapter chapter : outline.chapters()) {
            out.open("bookmark", "name", chapter.number() + " " + chapter.title(), "href", "#" + chapter.id());
            for (Section section : chapter.sections()) {
                out.open("bookmark", "name", section.title(), "href", "#" + section.id())
                        .close("bookmark");
            }
            out.close("bookmark");
        }
        return out.close("bookmarks").toString();
    }
}
