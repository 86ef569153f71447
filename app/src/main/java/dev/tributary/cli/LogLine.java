package dev.tributary.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One event as one line; a stack trace follows indented, so that no text that came from outside can pass for a line. */
final class LogLine extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160)
                .append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(event.getLevel())
                .append(" [")
                .append(Cells.harmless(event.getThreadName()))
                .append("] ")
                .append(event.getLoggerName())
                .append(": ")
                .append(Cells.harmless(String.valueOf(event.getFormattedMessage())))
                .append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            ThrowableProxyUtil.asString(thrown)
                    .lines()
                    .forEach(part -> line.append("    ")
                            .append(Cells.harmless(part.replace("\t", "  ")))
                            .append('\n'));
        }
        return line.toString();
    }
}
