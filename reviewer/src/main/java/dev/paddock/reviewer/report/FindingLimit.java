package dev.paddock.reviewer.report;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Keeps a report readable, and below what a runner takes: the gravest findings stay.
final class FindingLimit {

    /// The most findings of one report.
    static final int MAX_FINDINGS = 10_000;

    private FindingLimit() {}

    /// `files` with at most [#MAX_FINDINGS] findings; says in the log what was left out.
    static List<FileReview> apply(List<FileReview> files, Journal journal) {
        List<FileReview> kept = files;
        if (count(kept) > MAX_FINDINGS) {
            kept = filtered(kept, finding -> finding.severity().atLeast(Severity.WARNING));
        }
        if (count(kept) > MAX_FINDINGS) {
            kept = filtered(kept, finding -> finding.severity() == Severity.ERROR);
        }
        if (count(kept) > MAX_FINDINGS) {
            kept = first(kept);
        }
        int left = count(files) - count(kept);
        if (left > 0) {
            journal.warn(
                    "%d of the less grave findings were left out: a report holds %d".formatted(left, MAX_FINDINGS));
        }
        return kept;
    }

    private static int count(List<FileReview> files) {
        return files.stream().mapToInt(file -> file.comments().size()).sum();
    }

    private static List<FileReview> filtered(List<FileReview> files, Predicate<Finding> kept) {
        return files.stream()
                .map(file -> with(file, file.comments().stream().filter(kept).toList()))
                .toList();
    }

    private static List<FileReview> first(List<FileReview> files) {
        var kept = new ArrayList<FileReview>();
        int room = MAX_FINDINGS;
        for (FileReview file : files) {
            int taken = Math.min(room, file.comments().size());
            kept.add(with(file, file.comments().subList(0, taken)));
            room -= taken;
        }
        return List.copyOf(kept);
    }

    private static FileReview with(FileReview file, List<Finding> findings) {
        return new FileReview(file.path(), file.status(), findings, file.rating());
    }
}
