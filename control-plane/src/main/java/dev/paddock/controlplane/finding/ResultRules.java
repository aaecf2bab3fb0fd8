package dev.paddock.controlplane.finding;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.change.TreePath;
import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.log.LogBatch;
import dev.paddock.model.log.LogLine;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.task.Commit;
import dev.paddock.model.task.TaskResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which results are accepted, and what of them is stored: text without NUL, cut to a readable length, and
/// [CleanMetrics].
final class ResultRules {

    private static final Pattern RATING = Pattern.compile("[ABCDF]");
    private static final int MAX_MESSAGE = 10_000;
    private static final int MAX_WORD = 255;

    private final List<FieldError> errors = new ArrayList<>();

    private ResultRules() {}

    /// The result as it is stored; a 400 naming every refused member otherwise.
    static TaskResult clean(@Nullable TaskResult result) {
        if (result == null) {
            throw ProblemException.invalid("the body", "is missing; send the result");
        }
        ResultRules rules = new ResultRules();
        rules.check(result);
        if (!rules.errors.isEmpty()) {
            throw ProblemException.invalid(rules.errors);
        }
        CleanMetrics metrics = CleanMetrics.of(result.metrics());
        return new TaskResult(
                result.runnerId(),
                result.status(),
                result.files().stream().map(ResultRules::clean).toList(),
                result.totalComments(),
                result.rating(),
                metrics.metrics(),
                text(result.error(), MAX_MESSAGE),
                result.reason(),
                clean(result.commit()),
                metrics.warning().map(warning -> with(result.logs(), warning)).orElse(result.logs()));
    }

    private static List<LogLine> with(@Nullable List<LogLine> logs, LogLine last) {
        List<LogLine> all = new ArrayList<>(logs == null ? List.of() : logs);
        all.add(last);
        return all;
    }

    private void check(TaskResult result) {
        require(result.runnerId() != null, "runnerId", "is missing; send it");
        require(result.status() != null, "status", "is missing; send it");
        require(result.metrics() != null, "metrics", "is missing; send it, or {}");
        require(
                result.rating() == null || RATING.matcher(result.rating()).matches(),
                "rating",
                "must be A, B, C, D or F");
        require(
                result.reason() != FailureReason.RUNNER_LOST,
                "reason",
                "is the server's own; send another or leave it out");
        require(
                result.commit() == null || result.commit().sha() != null,
                "commit.sha",
                "is missing; send it, or no commit");
        require(
                result.logs() == null
                        || (result.logs().size() <= LogBatch.MAX_LINES
                                && result.logs().stream().allMatch(line -> line != null && line.message() != null)),
                "logs",
                "must hold at most " + LogBatch.MAX_LINES + " lines, each with a message");
        if (result.files() == null) {
            errors.add(new FieldError("files", "is missing; send it, or []"));
            return;
        }
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < result.files().size() && errors.isEmpty(); i++) {
            check("files[" + i + "]", result.files().get(i), paths);
        }
    }

    private void check(String at, @Nullable FileReview file, Set<String> paths) {
        if (file == null || file.path() == null || file.status() == null) {
            errors.add(new FieldError(at, "needs a path and a status"));
            return;
        }
        require(
                TreePath.isOne(file.path()),
                at + ".path",
                "must be a path relative to the repository's root, of at most " + TreePath.LONGEST + " characters");
        require(paths.add(file.path()), at + ".path", "stands twice; send each file once");
        require(
                file.rating() == null || RATING.matcher(file.rating()).matches(),
                at + ".rating",
                "must be A, B, C, D or F");
        for (int i = 0; i < file.comments().size() && errors.isEmpty(); i++) {
            check(at + ".comments[" + i + "]", file.comments().get(i));
        }
    }

    private void check(String at, Finding finding) {
        require(finding.line() >= 0, at + ".line", "must be 1 or more, or 0 for the whole file");
        require(
                finding.endLine() == null || finding.endLine() >= finding.line(),
                at + ".endLine",
                "must be the line or one behind it");
        require(finding.severity() != null, at + ".severity", "is missing; send error, warning or info");
        require(says(finding.type()), at + ".type", "is missing or empty; send the rule's id");
        require(says(finding.message()), at + ".message", "is missing or empty; say what is wrong there");
    }

    private static boolean says(@Nullable String text) {
        return text != null && !withoutNul(text).isBlank();
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }

    private static FileReview clean(FileReview file) {
        return new FileReview(
                withoutNul(file.path()),
                file.status(),
                file.comments().stream().map(ResultRules::clean).toList(),
                file.rating());
    }

    private static @Nullable Commit clean(@Nullable Commit commit) {
        if (commit == null || commit.message() == null) {
            return commit;
        }
        return new Commit(commit.sha(), text(Commit.upToLastLine(commit.message()), MAX_MESSAGE));
    }

    private static Finding clean(Finding finding) {
        return new Finding(
                finding.line(),
                finding.endLine(),
                finding.severity(),
                cut(withoutNul(finding.type()), MAX_WORD),
                cut(withoutNul(finding.message()), MAX_MESSAGE),
                text(finding.suggestion(), MAX_MESSAGE),
                text(finding.fingerprint(), MAX_WORD));
    }

    private static @Nullable String text(@Nullable String text, int most) {
        return text == null ? null : cut(withoutNul(text), most);
    }

    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
