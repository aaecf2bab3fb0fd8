package dev.paddock.controlplane.http;

import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Objects;

/// How a problem is told.
public final class ProblemReply {

    private static final MediaType PROBLEM = new MediaType("application", "problem+json");
    private static final int RETRY_SECONDS = 2;

    private ProblemReply() {}

    /// The reply to a call of `path`.
    public static Response of(ProblemException e, String path) {
        String absolute = "/" + path.replaceFirst("^/", "");
        // The gate's document says plain JSON.
        MediaType type = absolute.startsWith("/external/") ? MediaType.APPLICATION_JSON_TYPE : PROBLEM;
        Response.ResponseBuilder response =
                Response.status(e.code().status()).type(type).entity(problem(e, absolute));
        if (passes(e.code())) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (e.code() == ProblemCode.TOO_LARGE || e.code() == ProblemCode.HEADERS_TOO_LARGE) {
            // What the caller still sends is not read.
            response.header("Connection", "close");
        }
        return response.build();
    }

    private static Problem problem(ProblemException e, String path) {
        ProblemCode code = e.code();
        String detail = Objects.requireNonNull(e.getMessage());
        return new Problem(
                "about:blank#" + code.wire(),
                code.title(),
                code.status(),
                detail,
                path,
                code.wire(),
                TraceContext.current().map(TraceContext::traceId).orElse(null),
                detail,
                e.errors(),
                e.details() == null ? Map.of() : e.details());
    }

    /// Whether the same call may succeed in a moment.
    private static boolean passes(ProblemCode code) {
        return code.status() == 503 || code.status() == 429 || code == ProblemCode.IDEMPOTENCY_IN_FLIGHT;
    }
}
