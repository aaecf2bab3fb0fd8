package dev.paddock.controlplane.http;

import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How a problem is told.
public final class ProblemReply {

    private static final MediaType PROBLEM = new MediaType("application", "problem+json");
    private static final int RETRY_SECONDS = 2;
    private static final String BASIC = "Basic realm=\"paddock\", charset=\"UTF-8\"";

    private ProblemReply() {}

    /// The reply to a call of `path`.
    public static Response of(ProblemException e, String path) {
        String absolute = "/" + path.replaceFirst("^/", "");
        // The gate's document says plain JSON.
        MediaType type = absolute.startsWith("/external/") ? MediaType.APPLICATION_JSON_TYPE : PROBLEM;
        Problem problem = problem(e, absolute);
        Response.ResponseBuilder response =
                Response.status(e.code().status()).type(type).entity(problem);
        switch (e.code()) {
            case UNAUTHENTICATED ->
                challenges(absolute).forEach(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
            case UNAVAILABLE, IDEMPOTENCY_IN_FLIGHT -> response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            case TOO_MANY_REFUSALS ->
                response.header(HttpHeaders.RETRY_AFTER, problem.details().get(ProblemException.RETRY_AFTER));
            // What the caller still sends is not read.
            case TOO_LARGE, HEADERS_TOO_LARGE -> response.header("Connection", "close");
            default -> {
                // The status says it all.
            }
        }
        return response.build();
    }

    /// Anywhere else a browser would ask its user for a password.
    private static List<String> challenges(String path) {
        return path.startsWith("/api/v1/") ? List.of(BASIC, "Bearer") : List.of("Bearer");
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
                TraceContext.currentId(),
                detail,
                e.errors(),
                e.details() == null ? Map.of() : e.details());
    }
}
