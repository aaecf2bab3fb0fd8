package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.change.TreePath;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.Priority;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.Scope;
import dev.paddock.model.run.TriggerType;
import dev.paddock.model.source.RefName;
import dev.paddock.model.wire.WireEnum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which submissions are accepted, and what stands for absent members.
final class SubmissionRules {

    private static final Pattern SHA = Pattern.compile("[0-9a-f]{40}");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final Pattern TAG = Pattern.compile("[a-z0-9._-]{1,64}");

    private static final Pattern LINK = Pattern.compile("(?=.{1,2000}$)https?://[^\\s\\p{Cntrl}\"<>]+");

    private final List<FieldError> errors = new ArrayList<>();

    private SubmissionRules() {}

    static boolean isSha(String text) {
        return SHA.matcher(text).matches();
    }

    /// `spec` with its defaults; a 400 naming every refused member otherwise.
    static RunSpec complete(@Nullable RunSpec spec) {
        if (spec == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object that names a repository.");
        }
        SubmissionRules rules = new SubmissionRules();
        rules.check(spec);
        if (!rules.errors.isEmpty()) {
            throw ProblemException.invalid(rules.errors);
        }
        return new RunSpec(
                spec.agentId(),
                spec.repository(),
                spec.branch(),
                spec.commit(),
                spec.base(),
                spec.pullRequest(),
                Objects.requireNonNullElse(spec.trigger(), new RunSpec.Trigger(TriggerType.API, null)),
                Objects.requireNonNullElse(spec.scope(), spec.base() == null ? Scope.FILES : Scope.LINES),
                Objects.requireNonNullElse(spec.files(), List.of()),
                Objects.requireNonNullElse(spec.priority(), Priority.NORMAL),
                Objects.requireNonNullElse(spec.tags(), List.of()),
                spec.config(),
                spec.timeoutSeconds(),
                spec.notBefore(),
                spec.concurrencyGroup());
    }

    private void check(RunSpec spec) {
        require(spec.repository() != null && !spec.repository().isBlank(), "repository", "is missing; send it");
        require(length(spec.repository(), 2000), "repository", "must have at most 2000 characters");
        require(length(spec.agentId(), 100), "agent_id", "must have at most 100 characters");
        require(isRef(spec.branch()), "branch", "must be the name of a branch or tag; " + RefName.ADVICE);
        require(
                matches(SHA, spec.commit()),
                "commit",
                "must be the full id of a commit, 40 lower-case hex digits; send a name as branch");
        require(
                isRef(spec.base()),
                "base",
                "must be the name of a branch or tag, or the id of a commit; " + RefName.ADVICE);
        String group = spec.concurrencyGroup();
        require(
                group == null || (!group.isBlank() && group.length() <= 255),
                "concurrency_group",
                "must have 1 to 255 characters");
        check(spec.pullRequest());
        check(spec.trigger());
        require(
                spec.notBefore() == null
                        || (spec.notBefore().isAfter(Instant.EPOCH)
                                && spec.notBefore().isBefore(LATEST)),
                "not_before",
                "must be between the years 1970 and 9999");
        Integer timeout = spec.timeoutSeconds();
        require(timeout == null || (timeout >= 10 && timeout <= 21_600), "timeout_seconds", "must be 10 to 21600");
        List<String> tags = Objects.requireNonNullElse(spec.tags(), List.of());
        require(tags.size() <= 8, "tags", "must be at most 8");
        require(tags.stream().allMatch(tag -> tag != null && matches(TAG, tag)), "tags", "must match " + TAG);
        List<String> files = Objects.requireNonNullElse(spec.files(), List.of());
        require(files.size() <= 10_000, "files", "must be at most 10000");
        require(
                files.stream().allMatch(SubmissionRules::isPath),
                "files",
                "must be paths relative to the repository's root, without . and ..");
        errors.addAll(ConfigRules.errors("config", Objects.requireNonNullElse(spec.config(), Map.of())));
    }

    /// What the server says of runs that it makes itself, no caller says.
    private void check(RunSpec.@Nullable Trigger trigger) {
        if (trigger == null) {
            return;
        }
        require(trigger.type() != null, "trigger.type", "is missing; send it, or no trigger");
        require(
                trigger.type() == null || TriggerType.CALLERS.contains(trigger.type()),
                "trigger.type",
                WireEnum.mustBe(TriggerType.CALLERS));
    }

    /// What people and CI follow as a link leads to a page, and runs nothing.
    private void check(RunSpec.@Nullable PullRequest pull) {
        if (pull == null) {
            return;
        }
        require(pull.number() >= 1, "pull_request.number", "must be 1 or more");
        require(length(pull.title(), 1000), "pull_request.title", "must have at most 1000 characters");
        require(length(pull.author(), 255), "pull_request.author", "must have at most 255 characters");
        require(
                matches(LINK, pull.url()),
                "pull_request.url",
                "must begin with https:// or http:// and have at most 2000 characters");
    }

    private static boolean isRef(@Nullable String name) {
        return name == null || RefName.isValid(name);
    }

    private static boolean isPath(@Nullable String path) {
        return path != null && TreePath.isOne(path) && path.chars().noneMatch(c -> c < ' ');
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text == null || pattern.matcher(text).matches();
    }

    private static boolean length(@Nullable String text, int most) {
        return text == null || text.length() <= most;
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }
}
