package dev.tributary.report;

import java.util.ArrayList;
import java.util.List;

/** The headings of a report in their order: table of contents and bookmarks follow from it. */
final class Outline {
    private final List<Chapter> chapters = new ArrayList<>();

    /** A chapter. */
    record Chapter(int number, String title, String id, List<Section> sections) {}

    /** A section of a chapter. */
    record Section(String title, String id) {}

    Chapter chapter(String title) {
        int number = chapters.size() + 1;
        Chapter chapter = new Chapter(number, title, "c" + number, new ArrayList<>());
        chapters.add(chapter);
        return chapter;
    }

    Section section(String title) {
        Chapter last = chapters.get(chapters.size() - 1);
        Section section = new Section(title, last.id() + "s" + (last.sections().size() + 1));
        last.sections().add(section);
        return section;
    }

    List<Chapter> chapters() {
        return List.copyOf(chapters);
    }
}
