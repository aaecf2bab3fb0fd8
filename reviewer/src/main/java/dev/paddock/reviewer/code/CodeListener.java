package dev.paddock.reviewer.code;

import dev.paddock.reviewer.report.Journal;
import java.util.function.Consumer;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.reporting.FileAnalysisListener;
import net.sourceforge.pmd.reporting.GlobalAnalysisListener;
import net.sourceforge.pmd.reporting.Report.ConfigurationError;

/// Starts a collection for each file that PMD takes up.
final class CodeListener implements GlobalAnalysisListener {

    private final Consumer<JudgedCode> judged;
    private final Journal journal;

    CodeListener(Consumer<JudgedCode> judged, Journal journal) {
        this.judged = judged;
        this.journal = journal;
    }

    @Override
    public FileAnalysisListener startFileAnalysis(TextFile file) {
        return new CodeCollector((CodeFile) file, judged);
    }

    @Override
    public void onConfigError(ConfigurationError error) {
        journal.warn("The rule %s is off: %s".formatted(error.rule().getName(), error.issue()));
    }

    @Override
    public void close() {
        // Every file was handed on when it was done.
    }
}
