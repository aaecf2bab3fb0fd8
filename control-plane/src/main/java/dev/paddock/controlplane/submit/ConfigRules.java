package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which settings a run may have of its own. Nobody overrides a gate to green.
public final class ConfigRules {

    private static final Set<String> STYLES = Set.of("quick", "balanced", "thorough");
    private static final Set<String> OVERRIDABLE = Set.of("review_style", "min_severity", "ai");

    private ConfigRules() {}

    /// Throws 422 `config_not_overridable`, or 400 naming each refused member of `config`, which stands in
    /// `member`.
    public static void check(String member, Map<String, @Nullable Object> config) {
        List<FieldError> errors = errors(member, config);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    /// What is wrong with the values; throws 422 for a setting that only the agent has.
    static List<FieldError> errors(String member, Map<String, @Nullable Object> config) {
        for (String key : config.keySet()) {
            if (!OVERRIDABLE.contains(key)) {
                throw new ProblemException(
                        ProblemCode.CONFIG_NOT_OVERRIDABLE,
                        "A run may set review_style, min_severity and ai, not " + key + "; change the agent instead.");
            }
        }
        List<FieldError> errors = new ArrayList<>();
        Object style = config.get("review_style");
        if (style != null && !STYLES.contains(style)) {
            errors.add(new FieldError(member + ".review_style", "must be one of " + STYLES));
        }
        Object severity = config.get("min_severity");
        if (severity != null
                && Arrays.stream(Severity.values())
                        .noneMatch(known -> known.wire().equals(severity))) {
            errors.add(new FieldError(member + ".min_severity", "must be one of error, warning, info"));
        }
        Object ai = config.get("ai");
        if (ai != null && !(ai instanceof Map)) {
            errors.add(new FieldError(member + ".ai", "must be an object"));
        }
        return errors;
    }
}
