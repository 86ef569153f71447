package dev.tributary.report;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A report that was made.
 *
 * @param file where it is kept
 * @param madeAt when it was made, to the second
 * @param language its language
 * @param format what it is written as
 * @param bytes how large it is
 */
public record KeptReport(Path file, Instant madeAt, Language language, ReportFormat format, long bytes) {}
