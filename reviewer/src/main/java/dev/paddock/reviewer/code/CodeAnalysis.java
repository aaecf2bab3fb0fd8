package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Severity;
import dev.paddock.reviewer.report.Journal;
import dev.paddock.reviewer.source.WorkspaceFiles;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.LanguageVersion;

/// Judges source code by PMD's rules and a few of our own, each as grave as our rule sets say.
///
/// Types of the reviewed project are unknown: its dependencies are not there, and no class of a workspace is ever
/// loaded.
public final class CodeAnalysis {

    /// The rule's id for files that the parser of their language does not understand.
    public static final String UNPARSABLE = "unparsable-file";

    /// The machines this runs on are given two processors or a little less.
    private static final int THREADS = 2;

    private final WorkspaceFiles workspace;
    private final Severity floor;
    private final Journal journal;
    private final PMDConfiguration configuration;

    /// @param floor the least grave rules to apply
    public CodeAnalysis(WorkspaceFiles workspace, Severity floor, Journal journal) {
        this.workspace = workspace;
        this.floor = floor;
        this.journal = journal;
        this.configuration = new PMDConfiguration(LanguageRegistry.PMD);
        configuration.setThreads(THREADS);
        configuration.setIgnoreIncrementalAnalysis(true);
        configuration.setReporter(new JournalReporter(journal));
        // PMD then reports a file whose nesting overflows the stack like any other it cannot handle.
        System.setProperty("pmd.error_recovery", "true");
    }

    /// True when there are rules for files with this name.
    public boolean judges(String path) {
        return version(path).isPresent();
    }

    /// Judges `paths` and hands each to `judged` once, in no order, from any of the analysis' threads.
    public void analyse(List<String> paths, Consumer<JudgedCode> judged) {
        if (paths.isEmpty()) {
            return;
        }
        try (PmdAnalysis analysis = PmdAnalysis.create(configuration)) {
            RuleSets.atLeast(floor, analysis.newRuleSetLoader()).forEach(analysis::addRuleSet);
            for (String path : paths) {
                analysis.files().addFile(new CodeFile(path, version(path).orElseThrow(), workspace));
            }
            analysis.addListener(new CodeListener(judged, journal));
            analysis.performAnalysis();
        }
    }

    private Optional<LanguageVersion> version(String path) {
        return Languages.idOf(path)
                .map(id -> configuration.getLanguageRegistry().getLanguageById(id))
                .map(configuration.getLanguageVersionDiscoverer()::getDefaultLanguageVersion);
    }
}
