package dev.tributary.report;

/** What the transactions say: the original's four questions, and those of the report. */
final class AnalysesChapter {
    private final Answers answers;

    AnalysesChapter(Answers answers) {
        this.answers = answers;
    }

    void write(Manuscript to) {
        to.chapter("analyses.title").lead(to.text("analyses.lead"));
        SpendingSections spending = new SpendingSections(to);
        spending.grossAndCompleted("analyses.by-type", answers.byType());
        spending.users(answers.topUsers(), answers.whole().users());
        spending.averages(answers.averages());
        spending.failures(answers.failures());
        TimeSections time = new TimeSections(to);
        time.overTime(answers.overTime(), answers.step());
        time.peaks(answers.peaks());
        spending.counted("analyses.countries", answers.countries(), "country");
        spending.counted("analyses.methods", answers.methods(), "method");
        spending.counted("analyses.statuses", answers.statuses(), "status");
    }
}
