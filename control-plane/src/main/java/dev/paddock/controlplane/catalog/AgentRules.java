package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which review agents are accepted, and what stands for absent members.
final class AgentRules {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Set<String> STYLES = Set.of("quick", "balanced", "thorough");
    // What people may set; `error` may stay.
    private static final Set<String> STATUSES = Set.of("active", "paused");
    private static final int MAX_TAGS = 32;
    private static final int MAX_WORDS = 1000;
    private static final int MAX_REPOSITORIES = 1000;

    private final List<FieldError> errors = new ArrayList<>();

    private AgentRules() {}

    /// A new agent as `body` wants it; a 400 naming every refused member otherwise.
    static AgentView complete(AgentView.@Nullable Registration body) {
        return complete(null, body);
    }

    /// The agent `old`, or a new one, as `body` wants it; a 400 naming every refused member otherwise.
    static AgentView complete(@Nullable AgentView old, AgentView.@Nullable Registration body) {
        if (body == null || body.name() == null || !NAME.matcher(body.name()).matches()) {
            throw ProblemException.invalid("name", "must match " + NAME);
        }
        AgentView agent = new AgentView(
                old == null ? Ids.prefixed("agent") : old.id(),
                body.name(),
                Objects.requireNonNullElse(body.template(), body.name()),
                Objects.requireNonNullElse(body.status(), "active"),
                Objects.requireNonNullElse(body.repositoryIds(), List.of()),
                Objects.requireNonNullElse(body.image(), ""),
                body.command(),
                Objects.requireNonNullElse(body.successExitCodes(), List.of(0)),
                Objects.requireNonNullElse(body.tags(), List.of()),
                Objects.requireNonNullElse(body.timeoutSeconds(), DefaultAgent.TIMEOUT_SECONDS),
                Objects.requireNonNullElse(body.maxAttempts(), DefaultAgent.MAX_ATTEMPTS),
                body.concurrencyLimit(),
                Objects.requireNonNullElse(body.supersede(), false),
                DefaultAgent.configWith(body.config()));
        AgentRules rules = new AgentRules();
        rules.require(
                STATUSES.contains(agent.status())
                        || (old != null && old.status().equals(agent.status())),
                "status",
                "must be active or paused");
        rules.check(agent);
        if (!rules.errors.isEmpty()) {
            throw ProblemException.invalid(rules.errors);
        }
        return agent;
    }

    private void check(AgentView agent) {
        require(isText(agent.image()), "image", "must name an image, in at most 255 characters");
        require(isText(agent.template()), "template", "must have 1 to 255 characters");
        require(
                agent.timeoutSeconds() >= 10 && agent.timeoutSeconds() <= 21_600,
                "timeout_seconds",
                "must be between 10 and 21600");
        require(agent.maxAttempts() >= 1 && agent.maxAttempts() <= 20, "max_attempts", "must be between 1 and 20");
        Integer limit = agent.concurrencyLimit();
        require(limit == null || (limit >= 1 && limit <= 10_000), "concurrency_limit", "must be between 1 and 10000");
        List<Integer> codes = agent.successExitCodes();
        require(
                !codes.isEmpty() && codes.stream().allMatch(code -> code != null && code >= 0 && code <= 255),
                "success_exit_codes",
                "must be exit codes between 0 and 255");
        List<String> command = Objects.requireNonNullElse(agent.command(), List.of());
        require(
                command.size() <= MAX_WORDS && command.stream().allMatch(Objects::nonNull),
                "command",
                "must be at most " + MAX_WORDS + " words");
        require(
                agent.tags().size() <= MAX_TAGS
                        && agent.tags().stream()
                                .allMatch(tag -> tag != null && TAG.matcher(tag).matches()),
                "tags",
                "must be at most " + MAX_TAGS + " tags, each matching " + TAG);
        require(
                agent.repositoryIds().size() <= MAX_REPOSITORIES
                        && agent.repositoryIds().stream().allMatch(Objects::nonNull),
                "repository_ids",
                "must be at most " + MAX_REPOSITORIES + " ids");
        checkConfig(agent.config());
    }

    private void checkConfig(Map<String, @Nullable Object> config) {
        Object style = config.get("review_style");
        require(style == null || STYLES.contains(style), "config.review_style", "must be one of " + STYLES);
        require(isSeverity(config.get("min_severity")), "config.min_severity", "must be error, warning or info");
        Object gate = config.get("gate");
        require(gate == null || gate instanceof Map, "config.gate", "must be an object");
        if (gate instanceof Map<?, ?> rule) {
            require(isSeverity(rule.get("fail_on")), "config.gate.fail_on", "must be error, warning or info");
            Object partial = rule.get("allow_partial");
            require(
                    partial == null || partial instanceof Boolean,
                    "config.gate.allow_partial",
                    "must be true or false");
        }
    }

    private static boolean isSeverity(@Nullable Object value) {
        return value == null
                || Arrays.stream(Severity.values())
                        .anyMatch(severity -> severity.wire().equals(value));
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.length() <= 255;
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }
}
