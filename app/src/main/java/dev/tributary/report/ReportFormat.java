package dev.tributary.report;

import java.util.Locale;

/** What a report is written as. */
public enum ReportFormat {
    /** PDF/A-2a, tagged, with fonts and charts inside. */
    PDF,
    /** One HTML file that needs nothing beside it. */
    HTML;

    /** The ending of its files' names, without the dot. */
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }
}
