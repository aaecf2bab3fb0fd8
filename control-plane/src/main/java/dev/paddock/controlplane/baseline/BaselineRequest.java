package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A baseline that is sent by itself.
///
/// @param target what it shows
/// @param kind of snapshot, such as `screenshot`
/// @param snapshot any JSON
/// @param screenshot the SHA-256 of one that was sent with `PUT /api/v1/screenshots/:digest`
public record BaselineRequest(
        @Nullable String target,
        @Nullable String kind,
        @Nullable Object snapshot,
        @Nullable String screenshot) {

    private static final int LONGEST_TARGET = 500;
    private static final int LONGEST_KIND = 100;

    /// 400, naming each wrong member.
    BaselineRequest checked() {
        List<FieldError> errors = new ArrayList<>();
        check(errors, "target", target, LONGEST_TARGET);
        check(errors, "kind", kind, LONGEST_KIND);
        if (screenshot != null && digest().isEmpty()) {
            errors.add(new FieldError("screenshot", "must be a SHA-256: 64 lower-case hex digits"));
        }
        if (snapshot == null && screenshot == null) {
            errors.add(new FieldError("snapshot", "is missing, and so is screenshot; send one of them"));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        return this;
    }

    Optional<Digest> digest() {
        return Optional.ofNullable(screenshot).flatMap(Digest::parse);
    }

    private static void check(List<FieldError> errors, String field, @Nullable String text, int longest) {
        if (text == null || text.isEmpty() || text.codePointCount(0, text.length()) > longest) {
            errors.add(new FieldError(field, "must have 1 to " + longest + " characters"));
        }
    }
}
