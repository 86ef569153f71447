package dev.tributary.report;

/** What is written of a report so far, in its language. Chapters write themselves into it. */
final class Manuscript {
    private final Html out = new Html();
    private final Outline outline = new Outline();
    private final Texts texts;
    private final Numbers numbers;
    private final Typefaces typefaces;
    private int figures;

    Manuscript(Language language, Typefaces typefaces) {
        this.texts = Texts.in(language);
        this.numbers = new Numbers(language);
        this.typefaces = typefaces;
    }

    Numbers numbers() {
        return numbers;
    }

    Typefaces typefaces() {
        return typefaces;
    }

    Outline outline() {
        return outline;
    }

    String text(String key, Object... values) {
        return texts.text(key, values);
    }

    /** A text with a number of things in it, which is its first value. */
    String counted(String key, long number, Object... values) {
        Object[] all = new Object[values.length + 1];
        all[0] = numbers.whole(number);
        System.arraycopy(values, 0, all, 1, values.length);
        return texts.counted(key, number, all);
    }

    boolean knows(String key) {
        return texts.has(key);
    }

    /** Begins a chapter, which ends the one before. */
    Manuscript chapter(String key) {
        Outline.Chapter chapter = outline.chapter(text(key));
        out.open("h1", "id", chapter.id())
                .element("span", chapter.number() + "\u2002", "class", "number")
                .text(chapter.title())
                .close("h1")
                .line();
        out.element("div", chapter.title(), "class", "running").line();
        return this;
    }

    Manuscript section(String key, Object... values) {
        Outline.Section section = outline.section(text(key, values));
        out.element("h2", section.title(), "id", section.id()).line();
        return this;
    }

    /** What the chapter says, in a sentence or two. */
    Manuscript lead(String text) {
        out.element("p", text, "class", "lead").line();
        return this;
    }

    Manuscript paragraph(String text) {
        out.open("p").prose(text).close("p").line();
        return this;
    }

    /** A paragraph about the table behind it, on whose page it stands. */
    Manuscript introduction(String text) {
        out.open("p", "class", "introduction").prose(text).close("p").line();
        return this;
    }

    /** Says that there is nothing to tell, and why. */
    Manuscript nothing(String text) {
        out.open("p", "class", "nothing").prose(text).close("p").line();
        return this;
    }

    /** A drawing with its caption. */
    Manuscript figure(String markup, String caption) {
        figures++;
        out.open("div", "class", "figure");
        out.open("p", "class", "caption")
                .element("span", text("figure", figures) + "\u2002", "class", "label")
                .text(caption)
                .close("p")
                .line();
        out.markup(markup).close("div").line();
        return this;
    }

    Manuscript table(DataTable table) {
        table.write(out);
        return this;
    }

    /** The text of a statement. */
    Manuscript sql(Question question) {
        out.element("p", text("sql.label", question.name()), "class", "sqllabel")
                .line();
        out.element("pre", question.sql(), "class", "sql").line();
        return this;
    }

    String body() {
        return out.toString();
    }
}
