package dev.paddock.reviewer.code;

import dev.paddock.reviewer.report.Journal;
import java.text.MessageFormat;
import java.util.concurrent.atomic.AtomicInteger;
import net.sourceforge.pmd.util.log.PmdReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Writes PMD's own warnings and errors to the log of the review.
final class JournalReporter implements PmdReporter {

    private final Journal journal;
    private final AtomicInteger errors = new AtomicInteger();

    JournalReporter(Journal journal) {
        this.journal = journal;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.toInt() >= Level.WARN.toInt();
    }

    @Override
    public void logEx(Level level, @Nullable String message, Object[] arguments, @Nullable Throwable error) {
        if (level == Level.ERROR) {
            errors.incrementAndGet();
        }
        if (isLoggable(level)) {
            String text = message == null ? "" : MessageFormat.format(message, arguments);
            journal.warn(error == null ? text : (text + " " + error).strip());
        }
    }

    @Override
    public int numErrors() {
        return errors.get();
    }
}
