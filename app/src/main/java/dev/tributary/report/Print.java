package dev.tributary.report;

/** The whole document: cover, contents and chapters, for paper or for screens. */
final class Print {
    private final String title;
    private final Language language;
    private final String cover;
    private final Manuscript manuscript;

    Print(String title, Language language, String cover, Manuscript manuscript) {
        this.title = title;
        this.language = language;
        this.cover = cover;
        this.manuscript = manuscript;
    }

    String forPaper() {
        return document("paper.css", new Contents(manuscript.outline()).bookmarks());
    }

    String forScreens() {
        return document("screen.css", "");
    }

    private String document(String medium, String bookmarks) {
        Html out = new Html();
        out.markup("<!DOCTYPE html>\n");
        out.open("html", "lang", language.code(), "xmlns", "http://www.w3.org/1999/xhtml");
        out.open("head").markup("<meta charset=\"UTF-8\"/>").line();
        out.element("title", title).line();
        meta(out, "viewport", "width=device-width, initial-scale=1");
        meta(out, "author", "Tributary");
        meta(out, "subject", manuscript.text("report.subject"));
        meta(out, "description", manuscript.text("report.subject"));
        out.open("style")
                .markup(Resources.text("report.css") + Resources.text(medium))
                .close("style")
                .line();
        out.markup(bookmarks).close("head").line().open("body").line();
        out.markup(cover);
        out.markup(new Contents(manuscript.outline()).markup(manuscript));
        out.markup(manuscript.body());
        return out.close("body").close("html").line().toString();
    }

    private static void meta(Html out, String name, String content) {
        Html escaped = new Html().open("meta", "name", name, "content", content);
        out.markup(escaped.toString().replaceFirst(">$", "/>")).line();
    }
}
