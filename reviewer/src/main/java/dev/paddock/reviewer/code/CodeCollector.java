package dev.paddock.reviewer.code;

import dev.paddock.model.finding.Finding;
import dev.paddock.reviewer.source.SourceText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.sourceforge.pmd.reporting.FileAnalysisListener;
import net.sourceforge.pmd.reporting.Report.ProcessingError;
import net.sourceforge.pmd.reporting.RuleViolation;
import org.jspecify.annotations.Nullable;

/// Collects what PMD finds in one file and hands it on when PMD is done with it. One thread uses it.
final class CodeCollector implements FileAnalysisListener {

    private final CodeFile file;
    private final Consumer<JudgedCode> judged;
    private final List<Finding> findings = new ArrayList<>();
    private @Nullable String crash;

    CodeCollector(CodeFile file, Consumer<JudgedCode> judged) {
        this.file = file;
        this.judged = judged;
    }

    @Override
    public void onRuleViolation(RuleViolation violation) {
        var rule = violation.getRule();
        int line = Math.max(1, violation.getBeginLine());
        findings.add(new Finding(
                line,
                violation.getEndLine() > line ? violation.getEndLine() : null,
                RuleSets.severity(rule.getPriority()),
                rule.getName(),
                violation.getDescription().strip().replaceAll("\\s+", " "),
                Suggestions.forRule(rule.getLanguage().getId(), rule.getName()),
                null));
    }

    @Override
    public void onError(ProcessingError error) {
        Optional<Finding> unparsable = SyntaxErrors.describe(error.getError());
        if (unparsable.isPresent()) {
            findings.add(unparsable.get());
        } else if (crash == null) {
            crash = error.getError().toString();
        }
    }

    @Override
    public void close() {
        SourceText text = readText();
        file.release();
        if (text != null && file.getLanguageVersion().getLanguage().getId().equals(Languages.JAVASCRIPT)) {
            JavaScriptSyntax.firstError(text).ifPresent(error -> {
                // PMD goes on after a syntax error, over a tree that it had to guess.
                findings.clear();
                findings.add(error);
                crash = null;
            });
        }
        judged.accept(new JudgedCode(file.path(), text, List.copyOf(findings), crash));
    }

    /// PMD reads no file that no rule applies to, and then the text is still wanted.
    private @Nullable SourceText readText() {
        try {
            return file.text();
        } catch (IOException e) {
            crash = e.toString();
            return null;
        }
    }
}
