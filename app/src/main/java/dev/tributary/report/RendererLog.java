package dev.tributary.report;

import com.openhtmltopdf.util.Diagnostic;
import com.openhtmltopdf.util.XRLogger;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what the renderer has to say to the log instead of the console; below a warning it is of no use to anybody. */
final class RendererLog implements XRLogger {
    private static final Logger LOG = LoggerFactory.getLogger(PdfFile.class);

    @Override
    public void log(String where, Level level, String message) {
        write(level, message, null);
    }

    @Override
    public void log(String where, Level level, String message, @Nullable Throwable failure) {
        write(level, message, failure);
    }

    @Override
    public void setLevel(String logger, Level level) {
        // the project's log has its own levels
    }

    @Override
    public boolean isLogLevelEnabled(Diagnostic diagnostic) {
        return isWarning(diagnostic.getLevel());
    }

    private static void write(Level level, String message, @Nullable Throwable failure) {
        if (isWarning(level)) {
            LOG.warn("laying out the report: {}", message, failure);
        }
    }

    private static boolean isWarning(Level level) {
        return level.intValue() >= Level.WARNING.intValue();
    }
}
