package dev.tributary.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.tributary.files.DurableFiles;
import dev.tributary.files.OwnerOnly;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to a file of bounded size, and to the console only when asked. The file is made with its first line, so that
 * commands that have nothing to log leave no trace.
 */
final class LogFile implements AutoCloseable {
    private static final String SIZE = "10MB";
    private static final int OLDER_FILES = 3;

    private final LoggerContext context;
    private final AppenderBase<ILoggingEvent> appender;
    private final @Nullable OutputStreamAppender<ILoggingEvent> console;

    private LogFile(
            LoggerContext context,
            AppenderBase<ILoggingEvent> appender,
            @Nullable OutputStreamAppender<ILoggingEvent> console) {
        this.context = context;
        this.appender = appender;
        this.console = console;
    }

    /** Where the log of the project in this folder is. */
    static Path in(Path directory) {
        return directory.resolve(".tributary").resolve("logs").resolve("tributary.log");
    }

    /** Begins to log into this file. */
    static LogFile open(Path file, boolean verbose, PrintStream err) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException("slf4j is bound to " + factory.getClass() + " instead of Logback");
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        context.getLogger("dev.tributary").setLevel(Level.INFO);
        AppenderBase<ILoggingEvent> appender = new OnFirstEvent(file);
        appender.setContext(context);
        appender.start();
        root.addAppender(appender);
        OutputStreamAppender<ILoggingEvent> console = verbose ? console(context, err) : null;
        if (console != null) {
            root.addAppender(console);
        }
        return new LogFile(context, appender, console);
    }

    private static OutputStreamAppender<ILoggingEvent> console(LoggerContext context, PrintStream err) {
        OutputStreamAppender<ILoggingEvent> console = new OutputStreamAppender<>();
        console.setContext(context);
        console.setEncoder(encoder(context));
        console.setOutputStream(new java.io.FilterOutputStream(err) {
            @Override
            public void close() {
                flushQuietly(err);
            }
        });
        console.start();
        return console;
    }

    private static void flushQuietly(PrintStream err) {
        err.flush();
    }

    private static LayoutWrappingEncoder<ILoggingEvent> encoder(LoggerContext context) {
        LogLine layout = new LogLine();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    @Override
    public void close() {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender(appender);
        appender.stop();
        if (console != null) {
            root.detachAppender(console);
            console.stop();
        }
    }

    /** Opens the file when there is something to write. */
    private static final class OnFirstEvent extends AppenderBase<ILoggingEvent> {
        private final Path file;
        private @Nullable RollingFileAppender<ILoggingEvent> rolling;

        OnFirstEvent(Path file) {
            this.file = file;
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (rolling == null) {
                rolling = open((LoggerContext) getContext());
            }
            rolling.doAppend(event);
        }

        private RollingFileAppender<ILoggingEvent> open(LoggerContext context) {
            makeFolder();
            RollingFileAppender<ILoggingEvent> opened = new RollingFileAppender<>();
            opened.setContext(context);
            opened.setFile(file.toString());
            opened.setEncoder(encoder(context));
            FixedWindowRollingPolicy older = new FixedWindowRollingPolicy();
            older.setContext(context);
            older.setParent(opened);
            older.setFileNamePattern(file + ".%i");
            older.setMinIndex(1);
            older.setMaxIndex(OLDER_FILES);
            older.start();
            SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
            size.setContext(context);
            size.setMaxFileSize(FileSize.valueOf(SIZE));
            size.start();
            opened.setRollingPolicy(older);
            opened.setTriggeringPolicy(size);
            opened.start();
            return opened;
        }

        private void makeFolder() {
            try {
                OwnerOnly.createFolders(DurableFiles.folderOf(file));
            } catch (IOException e) {
                addError("cannot make the folder of " + file, e);
            }
        }

        @Override
        public void stop() {
            super.stop();
            if (rolling != null) {
                rolling.stop();
            }
        }
    }
}
