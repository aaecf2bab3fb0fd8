package dev.paddock.controlplane.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.paddock.controlplane.sql.Outages;
import dev.paddock.model.problem.Problem;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns every failure into `application/problem+json`. No stack trace, class name or SQL reaches a client.
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final MediaType PROBLEM = new MediaType("application", "problem+json");
    private static final int RETRY_SECONDS = 2;
    private static final String BASIC = "Basic realm=\"paddock\", charset=\"UTF-8\"";

    @ServerExceptionMapper
    Response known(ProblemException e, UriInfo uri) {
        return answer(e, uri);
    }

    @ServerExceptionMapper
    Response json(JacksonException e, UriInfo uri) {
        return answer(unreadable(e), uri);
    }

    /// The framework has a mapper of its own for this one, which a mapper of its parent does not replace.
    @ServerExceptionMapper
    Response shape(MismatchedInputException e, UriInfo uri) {
        return answer(unreadable(e), uri);
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
            return answer(unreadable(json), uri);
        }
        ProblemCode code = byStatus(e.getResponse().getStatus());
        if (code == ProblemCode.INTERNAL) {
            return unexpected(e, uri);
        }
        return answer(new ProblemException(code, code.title() + ": " + uri.getPath() + "."), uri);
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
        LOG.errorf(e, "%s failed", uri.getPath());
        return answer(
                new ProblemException(ProblemCode.INTERNAL, "The server failed on this call; its log has the reason."),
                uri);
    }

    private static ProblemException unreadable(JacksonException e) {
        String path = e instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                        .collect(Collectors.joining("."))
                : "";
        // The sentence of a word that is none of those known; what else a constructor throws is no sentence.
        if (e instanceof ValueInstantiationException
                && e.getCause() instanceof IllegalArgumentException word
                && !path.isEmpty()) {
            return ProblemException.invalid(path, String.valueOf(word.getMessage()));
        }
        if ((e instanceof InvalidFormatException || e instanceof ValueInstantiationException) && !path.isEmpty()) {
            return ProblemException.invalid(path, "has a value that is not allowed");
        }
        if (e.getCause() instanceof InputCoercionException && !path.isEmpty()) {
            return ProblemException.invalid(path, "is a number out of range");
        }
        if (e instanceof MismatchedInputException && !path.isEmpty()) {
            return ProblemException.invalid(path, "is missing or has the wrong type");
        }
        return new ProblemException(
                ProblemCode.MALFORMED_REQUEST, "The body is not the JSON this call takes; correct it and repeat.");
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
        ProblemCode code = e.code();
        String detail = Objects.requireNonNull(e.getMessage());
        String path = "/" + uri.getPath().replaceFirst("^/", "");
        Problem problem = new Problem(
                "about:blank#" + code.wire(),
                code.title(),
                code.status(),
                detail,
                path,
                code.wire(),
                null,
                detail,
                e.errors(),
                e.details() == null ? Map.of() : e.details());
        // The gate's document says plain JSON.
        MediaType type = path.startsWith("/external/") ? MediaType.APPLICATION_JSON_TYPE : PROBLEM;
        Response.ResponseBuilder response =
                Response.status(code.status()).type(type).entity(problem);
        switch (code) {
            case UNAUTHENTICATED ->
                challenges(path).forEach(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
            case UNAVAILABLE -> response.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            case TOO_MANY_REFUSALS ->
                response.header(HttpHeaders.RETRY_AFTER, problem.details().get(ProblemException.RETRY_AFTER));
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
}
