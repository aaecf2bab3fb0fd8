package dev.paddock.controlplane.idempotency;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The name that a caller gave to a request.
///
/// @param scope whose it is, and for which call
/// @param key as the caller wrote it, without quotes around
public record RequestKey(String scope, String key) {

    /// The header that has it.
    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    /// The key in the values of the header; empty when there are none. 400 when it is none.
    public static Optional<String> read(@Nullable List<String> values) {
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw ProblemException.invalid(HEADER, "stands twice; send it once");
        }
        String text = values.getFirst().strip();
        // A string as structured headers have it, or the bare word.
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String key = quoted ? text.substring(1, text.length() - 1) : text;
        if (key.isBlank() || key.length() > LONGEST) {
            throw ProblemException.invalid(HEADER, "must have 1 to " + LONGEST + " characters");
        }
        return Optional.of(key);
    }

    /// 422: what came with it is not what came with it before.
    public ProblemException reused() {
        return new ProblemException(
                ProblemCode.IDEMPOTENCY_KEY_REUSED,
                "The idempotency key " + key + " was used for another request; take a new key.");
    }

    /// 409: the first call with it is still in work.
    public ProblemException busy() {
        return new ProblemException(
                ProblemCode.IDEMPOTENCY_IN_FLIGHT,
                "The first call with the idempotency key " + key
                        + " is still in work; repeat this one in a moment to get its reply.");
    }
}
