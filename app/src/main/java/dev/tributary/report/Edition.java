package dev.tributary.report;

/**
 * What report is wanted.
 *
 * @param period the days it is about
 * @param language its language
 * @param format what it is written as
 */
public record Edition(Period period, Language language, ReportFormat format) {}
