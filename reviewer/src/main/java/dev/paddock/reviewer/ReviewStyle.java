package dev.paddock.reviewer;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Severity;
import dev.paddock.model.wire.WireEnum;
import dev.paddock.reviewer.code.CodeAnalysis;
import dev.paddock.reviewer.secret.Secrets;
import dev.paddock.reviewer.text.ConflictMarkers;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How much a review says.
enum ReviewStyle {
    /// Secrets, conflict markers and the rules that find errors.
    QUICK(Severity.ERROR),
    /// Warnings too.
    BALANCED(Severity.WARNING),
    /// Everything.
    THOROUGH(Severity.INFO);

    private static final Set<String> ALWAYS = Set.of(Secrets.RULE, ConflictMarkers.RULE);

    /// They say how far the review can be trusted, so no style leaves them out.
    private static final Set<String> LIMITS = Set.of(CodeAnalysis.UNPARSABLE, Review.ANALYSER_BROKE);

    private final Severity floor;

    ReviewStyle(Severity floor) {
        this.floor = floor;
    }

    /// The style that a task's `config` asks for, `balanced` when it does not; throws [IllegalArgumentException]
    /// naming the styles when there is no such one.
    static ReviewStyle of(Map<String, @Nullable Object> config) {
        Object style = config.get("review_style");
        try {
            return style == null ? BALANCED : WireEnum.of(ReviewStyle.class, style.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("config.review_style " + e.getMessage(), e);
        }
    }

    /// The least grave rules to apply.
    Severity floor() {
        return floor;
    }

    /// True when `finding` is said.
    boolean says(Finding finding) {
        return finding.severity().atLeast(floor)
                || ALWAYS.contains(finding.type())
                || (LIMITS.contains(finding.type()) && finding.severity().atLeast(Severity.WARNING));
    }
}
