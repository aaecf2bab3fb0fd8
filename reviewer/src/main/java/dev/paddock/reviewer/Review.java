package dev.paddock.reviewer;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.Scope;
import dev.paddock.model.task.ReviewInput;
import dev.paddock.model.wire.WireEnum;
import dev.paddock.reviewer.code.CodeAnalysis;
import dev.paddock.reviewer.code.JudgedCode;
import dev.paddock.reviewer.report.FileReports;
import dev.paddock.reviewer.report.Journal;
import dev.paddock.reviewer.secret.Secrets;
import dev.paddock.reviewer.source.SourceText;
import dev.paddock.reviewer.source.WorkspaceFiles;
import dev.paddock.reviewer.source.WorkspaceFiles.Look;
import dev.paddock.reviewer.text.ConflictMarkers;
import dev.paddock.reviewer.text.FileShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One review, from its task to its report. Used once.
final class Review {

    /// The rule id for a file on which an analyser broke.
    static final String ANALYSER_BROKE = "analyser-broke";

    private final ReviewInput task;
    private final ReviewStyle style;
    private final WorkspaceFiles workspace;
    private final Journal journal;
    private final CodeAnalysis analysis;
    private final Map<String, ChangedFile> listed = new LinkedHashMap<>();
    private final FileReports reports;

    /// Throws [IllegalArgumentException] when the task's settings are wrong.
    Review(ReviewInput task, WorkspaceFiles workspace, Journal journal) {
        this.task = task;
        this.style = ReviewStyle.of(task.config());
        this.workspace = workspace;
        this.journal = journal;
        this.analysis = new CodeAnalysis(workspace, style.floor(), journal);
        for (ChangedFile file : task.files()) {
            if (file.status() != FileStatus.DELETED) {
                listed.putIfAbsent(file.path(), file);
            }
        }
        this.reports = new FileReports(journal, listed.size());
    }

    ReviewReport run() {
        journal.info(
                "Starting code review", Map.of("files_count", listed.size(), "review_style", WireEnum.spell(style)));
        var code = new ArrayList<String>();
        for (ChangedFile file : listed.values()) {
            if (!judgeWithoutParsing(file)) {
                code.add(file.path());
            }
        }
        analysis.analyse(code, this::add);
        ReviewReport report = reports.report();
        journal.info(
                "Review complete", Map.of("issues_found", issues(report), "lines_analyzed", report.linesAnalyzed()));
        return report;
    }

    private static int issues(ReviewReport report) {
        return report.files().stream().mapToInt(file -> file.comments().size()).sum();
    }

    /// False when the file is code that is still to be parsed.
    private boolean judgeWithoutParsing(ChangedFile file) {
        String path = file.path();
        switch (workspace.look(path)) {
            case Look.Outside _ -> {
                journal.warn("A path outside the workspace was ignored", path);
                reports.left(path);
            }
            case Look.Nothing(String why) -> {
                journal.warn("Not reviewed: " + why, path);
                reports.skipped(path, List.of());
            }
            case Look.Unreadable(String why) -> {
                journal.warn("Could not be read: " + why, path);
                reports.failed(path, null, List.of());
            }
            case Look.Binary(long bytes) ->
                reports.skipped(path, said(isChange(file) ? FileShape.ofBinary(path, bytes) : List.of()));
            case Look.Text(long bytes) -> {
                if (bytes <= WorkspaceFiles.MAX_TEXT_BYTES && analysis.judges(path)) {
                    return false;
                }
                judgeText(path, isChange(file) ? FileShape.ofText(bytes) : List.of());
            }
        }
        return true;
    }

    private void judgeText(String path, List<Finding> shape) {
        try {
            add(new JudgedCode(path, workspace.read(path), shape, null));
        } catch (IOException e) {
            journal.warn("Could not be read: " + e, path);
            reports.failed(path, null, said(shape));
        }
    }

    /// A file on which one analyser broke was still judged by the others, and a warning says what is missing; it has
    /// failed only when all of them did.
    private void add(JudgedCode judged) {
        var findings = new ArrayList<>(judged.findings());
        SourceText text = judged.text();
        judged.findings().stream()
                .filter(finding -> finding.type().equals(CodeAnalysis.UNPARSABLE))
                .forEach(finding -> journal.warn(finding.message(), judged.path()));
        if (judged.crash() != null) {
            findings.add(broken(judged));
        }
        if (text == null) {
            if (judged.crash() != null) {
                reports.failed(judged.path(), null, said(findings));
            }
            return;
        }
        try {
            findings.addAll(ConflictMarkers.in(text));
            findings.addAll(Secrets.in(text));
            reports.reviewed(text, said(findings));
        } catch (RuntimeException | StackOverflowError e) {
            journal.warn(
                    "The search for secrets broke on this file: " + e.getClass().getSimpleName(), judged.path());
            reports.failed(judged.path(), text, said(findings));
        }
    }

    private Finding broken(JudgedCode judged) {
        String why = String.valueOf(judged.crash()).lines().findFirst().orElse("no reason given");
        journal.warn("An analyser broke on this file and the others went on: " + why, judged.path());
        return new Finding(
                0,
                null,
                Severity.WARNING,
                ANALYSER_BROKE,
                "An analyser broke on this file, so some rules were not applied to it.",
                "Look at the file with more care; nothing in it need be wrong.",
                null);
    }

    private List<Finding> said(List<Finding> findings) {
        return findings.stream().filter(style::says).toList();
    }

    /// In a review of all files a large or binary file is no news.
    private boolean isChange(ChangedFile file) {
        return task.scope() != Scope.ALL && file.status() != FileStatus.RENAMED;
    }
}
