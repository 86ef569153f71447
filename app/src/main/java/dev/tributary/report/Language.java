package dev.tributary.report;

import java.util.Locale;

/** The languages that a report is written in. */
public enum Language {
    /** English. */
    EN(Locale.ENGLISH),
    /** French. */
    FR(Locale.FRENCH);

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /** As in {@code lang} attributes and file names: {@code en}, {@code fr}. */
    public String code() {
        return locale.getLanguage();
    }

    Locale locale() {
        return locale;
    }
}
