package dev.tributary.report;

import java.util.List;

/** What the transactions say: the original's four questions, and those of the report. */
final class AnalysesChapter {
    private final Answers answers;

    AnalysesChapter(Answers answers) {
        this.answers = answers;
    }

    void write(Manuscript to) {
        to.chapter("analyses.title").lead(to.text("analyses.lead"));
        sections(to).forEach(Section::write);
    }

    /** Those alone whose tables may be read. */
    void writeReadable(Manuscript to, String reader) {
        List<Section> readable = sections(to).stream()
                .filter(section -> section.answer().rows().isPresent())
                .toList();
        to.chapter("analyses.title")
                .lead(to.text(readable.isEmpty() ? "analyses.own.none" : "analyses.own.lead", reader));
        int missing = sections(to).size() - readable.size();
        if (missing > 0 && !readable.isEmpty()) {
            to.nothing(to.counted("analyses.own.left-out", missing, reader));
        }
        readable.forEach(Section::write);
    }

    /** An analysis: its answer, and how it is written. */
    private record Section(Answer<?> answer, Runnable text) {
        void write() {
            text.run();
        }
    }

    private List<Section> sections(Manuscript to) {
        SpendingSections spending = new SpendingSections(to);
        TimeSections time = new TimeSections(to);
        return List.of(
                new Section(answers.byType(), () -> spending.grossAndCompleted("analyses.by-type", answers.byType())),
                new Section(
                        answers.topUsers(),
                        () -> spending.users(answers.topUsers(), answers.whole().users())),
                new Section(answers.averages(), () -> spending.averages(answers.averages())),
                new Section(answers.failures(), () -> spending.failures(answers.failures())),
                new Section(answers.overTime(), () -> time.overTime(answers.overTime(), answers.step())),
                new Section(answers.peaks(), () -> time.peaks(answers.peaks())),
                new Section(
                        answers.countries(),
                        () -> spending.counted("analyses.countries", answers.countries(), "country")),
                new Section(answers.methods(), () -> spending.counted("analyses.methods", answers.methods(), "method")),
                new Section(
                        answers.statuses(), () -> spending.counted("analyses.statuses", answers.statuses(), "status")));
    }
}
