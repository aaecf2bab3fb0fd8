package dev.paddock.controlplane.repository;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.source.RefName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which repositories are accepted.
final class RepositoryRules {

    private static final Pattern NAME = Pattern.compile("[^/\\p{Cntrl}]{1,100}/[^/\\p{Cntrl}]{1,100}");
    private static final Pattern WEB = Pattern.compile("(?i)https?://.*");
    /// What the index over clone URLs can hold.
    private static final int MAX_URL_BYTES = 2000;

    private final List<FieldError> errors = new ArrayList<>();

    private RepositoryRules() {}

    /// A 400 naming every refused member. Whether the URL may be fetched is asked elsewhere.
    static void check(RepositoryView.@Nullable Registration body) {
        refuse(errors(body));
    }

    /// A 400 naming every refused member of a body in which only `sent` came with the call: what is stored may be older
    /// than these rules.
    static void checkSent(RepositoryView.Registration body, Set<String> sent) {
        refuse(errors(body).stream()
                .filter(error -> sent.contains(error.field().replaceFirst("\\..*", "")))
                .toList());
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static List<FieldError> errors(RepositoryView.@Nullable Registration body) {
        if (body == null || body.cloneUrl() == null || body.cloneUrl().isBlank()) {
            return List.of(new FieldError("clone_url", "is missing; send it"));
        }
        RepositoryRules rules = new RepositoryRules();
        rules.require(
                body.cloneUrl().getBytes(StandardCharsets.UTF_8).length <= MAX_URL_BYTES,
                "clone_url",
                "must have at most " + MAX_URL_BYTES + " bytes");
        rules.matches(NAME, body.name(), "name", "must have the shape owner/repo");
        rules.require(
                body.defaultBranch() == null || RefName.isValid(body.defaultBranch()),
                "default_branch",
                "must be the name of a branch; " + RefName.ADVICE);
        rules.matches(Scope.PROJECT, body.project(), "project", "must match " + Scope.PROJECT);
        rules.require(
                body.owner() == null || (!body.owner().isBlank() && body.owner().length() <= 255),
                "owner",
                "must have 1 to 255 characters");
        rules.amount(body.wantedLimits().runsPerMonth(), RepositoryLimits.MOST_RUNS, "limits.runs_per_month");
        rules.amount(body.wantedLimits().storedBytes(), RepositoryLimits.MOST_BYTES, "limits.stored_bytes");
        Credential credential = body.credential();
        if (credential != null) {
            credential.refusal().ifPresent(rules.errors::add);
            rules.require(
                    isWeb(body.cloneUrl()),
                    "credential",
                    "is for clone URLs that begin with https:// only; change clone_url or leave it out");
        }
        return rules.errors;
    }

    /// Whether a fetch from `cloneUrl` is a call over HTTP.
    static boolean isWeb(String cloneUrl) {
        return WEB.matcher(cloneUrl).matches();
    }

    private void amount(@Nullable Long value, long most, String field) {
        require(value == null || (value >= 0 && value <= most), field, "must be 0 to " + most + ", or null for none");
    }

    private void matches(Pattern pattern, @Nullable String value, String field, String message) {
        require(value == null || pattern.matcher(value).matches(), field, message);
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
    }
}
