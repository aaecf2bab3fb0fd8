package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.http.ProblemException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of a decision.
///
/// @param promote makes new baselines of an approved report; an executed run has nothing to promote
public record ReviewRequest(
        @Nullable ReviewState state,
        @Nullable String note,
        @Nullable Boolean promote) {

    private static final int MAX_NOTE = 10_000;

    /// The decision of one that was [#checked].
    ReviewState decided() {
        return Objects.requireNonNull(state);
    }

    /// 400 for a body that decides nothing.
    static ReviewRequest checked(@Nullable ReviewRequest body) {
        if (body == null || body.state() == null) {
            throw ProblemException.invalid("state", "must be approved, rejected or pending");
        }
        if (body.note() != null && body.note().length() > MAX_NOTE) {
            throw ProblemException.invalid("note", "must have at most " + MAX_NOTE + " characters");
        }
        return body;
    }
}
