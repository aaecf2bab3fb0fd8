package dev.paddock.runner.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Fingerprint;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.run.Scope;
import dev.paddock.runner.result.ReviewOutcome.Reviewed;
import dev.paddock.runner.result.report.Report;
import dev.paddock.runner.result.report.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts a review's reports together: what lies in the commit and in scope, cleaned, within the limits, file by file.
final class Assembly {

    private static final Comparator<Kept> BY_PLACE = Comparator.comparing(Kept::path)
            .thenComparingInt(kept -> kept.finding().line())
            .thenComparing(kept -> kept.finding().type())
            .thenComparing(kept -> kept.finding().message());

    private final Asked asked;
    private final ReadLimits limits;
    private final Consumer<String> warnings;
    private final CommitTree tree;
    private final Map<String, ChangedFile> changed = new HashMap<>();
    private final JsonMapper json = new JsonMapper();

    Assembly(Asked asked, ReadLimits limits, Consumer<String> warnings) {
        this.asked = asked;
        this.limits = limits;
        this.warnings = warnings;
        this.tree = new CommitTree(asked.tree());
        asked.files().forEach(file -> changed.put(file.path(), file));
    }

    private record Found(String path, Report.Placed placed) {}

    private record Kept(String path, Finding finding) {}

    Reviewed of(List<Report> reports) {
        List<Kept> kept = limited(inScope(inCommit(reports)));
        kept.sort(BY_PLACE);
        var fingerprint = new Fingerprint();
        Map<String, List<Finding>> comments = new TreeMap<>();
        Kept last = null;
        for (Kept one : kept) {
            // Two reports of one tool say the same.
            if (!one.equals(last)) {
                comments.computeIfAbsent(one.path(), path -> new ArrayList<>()).add(identified(one, fingerprint));
            }
            last = one;
        }
        long lines = reports.stream().mapToLong(Report::linesAnalyzed).max().orElse(0);
        return new Reviewed(files(reports, comments), lines);
    }

    private List<Found> inCommit(List<Report> reports) {
        List<Found> inside = new ArrayList<>();
        int dropped = 0;
        String first = "";
        for (Report report : reports) {
            for (Report.Placed placed : report.findings()) {
                List<String> spellings = placed.spellings().get();
                Optional<String> path = tree.find(spellings);
                if (path.isPresent()) {
                    inside.add(new Found(path.get(), placed));
                } else if (dropped++ == 0) {
                    String named = spellings.isEmpty() ? "no file" : spellings.getFirst();
                    first = "%s in %s"
                            .formatted(Texts.quoted(placed.finding().get().type()), Texts.quoted(named));
                }
            }
        }
        if (dropped > 0) {
            warnings.accept("Dropped %d finding(s) outside the commit's files, the first %s".formatted(dropped, first));
        }
        return inside;
    }

    private Finding cleaned(Finding finding) {
        int limit = limits.textChars();
        int line = Math.max(0, finding.line());
        Integer end = finding.endLine();
        String quoted = Texts.quoted(finding.type());
        String type = quoted.isBlank() ? "unknown" : quoted;
        String message = Texts.clean(finding.message(), limit);
        return new Finding(
                line,
                end != null && end > line && line > 0 ? end : null,
                finding.severity(),
                type,
                message.isBlank() ? type : message,
                Texts.cleanOrNull(finding.suggestion(), limit),
                usable(finding.fingerprint()));
    }

    // A key in the database and in other tools' files: short, and of characters that mean nothing anywhere.
    private static @Nullable String usable(@Nullable String fingerprint) {
        return fingerprint != null && fingerprint.matches("[A-Za-z0-9+/=_.:-]{8,128}") ? fingerprint : null;
    }

    private List<Found> inScope(List<Found> findings) {
        return findings.stream().filter(this::isInScope).toList();
    }

    private boolean isInScope(Found found) {
        ChangedFile file = changed.get(found.path());
        return switch (asked.scope()) {
            case ALL -> true;
            case FILES -> file != null;
            case LINES -> file != null && touchesChange(found.placed(), file);
        };
    }

    private static boolean touchesChange(Report.Placed placed, ChangedFile file) {
        return placed.line() == 0
                || file.lines() == null
                || file.lines().stream().anyMatch(range -> range.touches(placed.line(), placed.lastLine()));
    }

    private List<Kept> limited(List<Found> findings) {
        List<Kept> kept = new ArrayList<>();
        long bytes = 0;
        for (Found found : findings.stream()
                .sorted(Comparator.comparing(one -> one.placed().severity()))
                .limit(limits.findings())
                .toList()) {
            Finding finding = cleaned(found.placed().finding().get());
            bytes += size(finding);
            if (bytes > limits.findingsBytes()) {
                break;
            }
            kept.add(new Kept(found.path(), finding));
        }
        if (kept.size() < findings.size()) {
            warnings.accept("Dropped %d of %d findings, the least grave ones: a review holds at most %d, and %d MiB"
                    .formatted(
                            findings.size() - kept.size(),
                            findings.size(),
                            limits.findings(),
                            limits.findingsBytes() >> 20));
        }
        return kept;
    }

    private int size(Finding finding) {
        try {
            return json.writeValueAsBytes(finding).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a finding can always be written", e);
        }
    }

    private Finding identified(Kept found, Fingerprint fingerprint) {
        Finding finding = found.finding();
        if (finding.fingerprint() != null) {
            return finding;
        }
        String identity = fingerprint.of(finding.type(), found.path(), tree.line(found.path(), finding.line()));
        return new Finding(
                finding.line(),
                finding.endLine(),
                finding.severity(),
                finding.type(),
                finding.message(),
                finding.suggestion(),
                identity);
    }

    private List<FileReview> files(List<Report> reports, Map<String, List<Finding>> comments) {
        Map<String, Report.Judged> judged = judged(reports);
        ReviewedStatus others =
                reports.stream().map(Report::others).reduce(Assembly::worse).orElse(ReviewedStatus.SKIPPED);
        var paths = new TreeSet<>(changed.keySet());
        if (asked.scope() == Scope.ALL) {
            paths.addAll(comments.keySet());
            paths.addAll(judged.keySet());
        }
        List<FileReview> files = new ArrayList<>();
        for (String path : paths) {
            Report.Judged own = judged.get(path);
            List<Finding> found = comments.getOrDefault(path, List.of());
            ReviewedStatus status =
                    own != null ? own.status() : !found.isEmpty() ? ReviewedStatus.REVIEWED : otherwise(path, others);
            files.add(new FileReview(path, status, found, own == null ? null : own.rating()));
        }
        return files;
    }

    private ReviewedStatus otherwise(String path, ReviewedStatus others) {
        ChangedFile file = changed.get(path);
        return file != null && file.status() == FileStatus.DELETED ? ReviewedStatus.SKIPPED : others;
    }

    private Map<String, Report.Judged> judged(List<Report> reports) {
        Map<String, Report.Judged> judged = new HashMap<>();
        for (Report report : reports) {
            for (Report.Judged file : report.files()) {
                tree.find(file.path())
                        .ifPresent(path -> judged.merge(
                                path,
                                new Report.Judged(path, file.status(), file.rating()),
                                (one, other) ->
                                        new Report.Judged(path, worse(one.status(), other.status()), one.rating())));
            }
        }
        return judged;
    }

    // Of two answers the one that asks for more attention stands.
    private static ReviewedStatus worse(ReviewedStatus one, ReviewedStatus other) {
        if (one == ReviewedStatus.FAILED || other == ReviewedStatus.FAILED) {
            return ReviewedStatus.FAILED;
        }
        return one == ReviewedStatus.REVIEWED ? one : other;
    }
}
