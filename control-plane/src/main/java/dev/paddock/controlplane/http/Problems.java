package dev.paddock.controlplane.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.paddock.controlplane.sql.Outages;
import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns every failure into `application/problem+json`. No stack trace, class name or SQL reaches a client.
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response known(ProblemException e, UriInfo uri) {
        return answer(e, uri);
    }

    @ServerExceptionMapper
    Response json(JacksonException e, UriInfo uri) {
        return answer(JsonProblems.of(e), uri);
    }

    /// The framework has a mapper of its own for this one, which a mapper of its parent does not replace.
    @ServerExceptionMapper
    Response shape(MismatchedInputException e, UriInfo uri) {
        return answer(JsonProblems.of(e), uri);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e, UriInfo uri) {
        return answer(
                new ProblemException(
                        ProblemCode.UNAUTHENTICATED,
                        "This call needs an API key or a session: send the key as x-api-key or Authorization: Bearer,"
                                + " or sign in."),
                uri);
    }

    @ServerExceptionMapper
    Response refused(AuthenticationFailedException e, UriInfo uri) {
        return answer(
                new ProblemException(
                        ProblemCode.UNAUTHENTICATED,
                        "The API key, secret or session is unknown, revoked, expired or misspelled; ask an administrator for"
                                + " another key, or sign in again."),
                uri);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return answer(
                new ProblemException(
                        ProblemCode.FORBIDDEN,
                        "The caller's role does not allow this call; use a key, or sign in as a user, whose role does."),
                uri);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, UriInfo uri) {
        if (e.getCause() instanceof JacksonException json) {
            return answer(JsonProblems.of(json), uri);
        }
        if (e.getCause() instanceof ProblemException problem) {
            return answer(problem, uri);
        }
        ProblemCode code = byStatus(e.getResponse().getStatus());
        if (code == ProblemCode.INTERNAL) {
            return unexpected(e, uri);
        }
        return answer(ProblemException.atDoor(code, uri.getPath()), uri);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, UriInfo uri) {
        if (Outages.isUnstorableText(e)) {
            return answer(
                    new ProblemException(
                            ProblemCode.MALFORMED_REQUEST,
                            "The call holds a NUL character, which no text may have; leave it out."),
                    uri);
        }
        if (Outages.isOutage(e)) {
            LOG.warnf("the ledger did not answer: %s", e.getMessage());
            return answer(
                    new ProblemException(
                            ProblemCode.UNAVAILABLE, "The ledger does not answer now; repeat the call in a moment."),
                    uri);
        }
        LOG.errorf(
                e,
                "%s failed (trace %s)",
                uri.getPath(),
                Objects.requireNonNullElse(TraceContext.currentId(), "unknown"));
        return answer(
                new ProblemException(
                        ProblemCode.INTERNAL,
                        "The server failed on this call; report it with the traceId, by which its log has the reason."),
                uri);
    }

    private static ProblemCode byStatus(int status) {
        return switch (status) {
            case 400 -> ProblemCode.MALFORMED_REQUEST;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            default -> ProblemCode.INTERNAL;
        };
    }

    private static Response answer(ProblemException e, UriInfo uri) {
        return ProblemReply.of(e, uri.getPath());
    }
}
