package dev.paddock.controlplane.project;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What callers send.
final class Bodies {

    private Bodies() {}

    /// 400 for a call without a body.
    static ProblemException missing(String members) {
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with " + members + ".");
    }

    /// A member that is a text; null when it is null or not there.
    static @Nullable String text(Map<String, @Nullable Object> body, String member, Naming naming) {
        Object value = body.get(member);
        if (value != null && !(value instanceof String)) {
            naming.refuse(member, "must be a text");
        }
        return value instanceof String text ? text : null;
    }
}
