package dev.paddock.controlplane.http;

import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.problem.ProblemCode;
import java.util.List;
import java.util.Map;

/// A request that is answered with a problem. `detail` says what happened, to which input, and what to do next.
public final class ProblemException extends RuntimeException {

    /// The member that says after how many seconds the call may be repeated.
    public static final String RETRY_AFTER = "retryAfterSeconds";

    private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final transient List<FieldError> errors;
    private final transient Map<String, Object> details;

    /// A problem of `code`.
    public ProblemException(ProblemCode code, String detail) {
        this(code, detail, List.of(), Map.of());
    }

    /// A problem of `code` with members of its own.
    public ProblemException(ProblemCode code, String detail, Map<String, Object> details) {
        this(code, detail, List.of(), details);
    }

    private ProblemException(ProblemCode code, String detail, List<FieldError> errors, Map<String, Object> details) {
        // No stack trace: it is an answer, not a failure.
        super(detail, null, false, false);
        this.code = code;
        this.errors = errors;
        this.details = details;
    }

    /// 400, naming each refused member.
    public static ProblemException invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
        return new ProblemException(
                ProblemCode.INVALID_VALUE, first.field() + " " + first.message() + more + ".", errors, Map.of());
    }

    /// 400 for one member.
    public static ProblemException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /// The same refusal, of a body that has what is wrong as `field`.
    public ProblemException of(String field) {
        return errors.isEmpty()
                ? this
                : invalid(errors.stream()
                        .map(error -> new FieldError(field, error.message()))
                        .toList());
    }

    /// 404: also the answer for what belongs to somebody else.
    public static ProblemException notFound(String what, String id) {
        return new ProblemException(
                ProblemCode.NOT_FOUND,
                "There is no " + what + " " + id + " for this caller; check the id or the credentials.");
    }

    /// What is refused on the way to a call, before anything looks into the request.
    public static ProblemException atDoor(ProblemCode code, String path) {
        String sentence = switch (code) {
            case NOT_FOUND -> "There is no call at %s; check the path against the document at /q/openapi.";
            case METHOD_NOT_ALLOWED -> "There is no such call at %s; use a method that Allow names.";
            case NOT_ACCEPTABLE ->
                "The call at %s has nothing that Accept allows; accept what the document at /q/openapi names.";
            case UNSUPPORTED_MEDIA_TYPE ->
                "The call at %s takes no such content; send application/json, or what the document at /q/openapi names.";
            case TOO_LARGE -> "The request to %s is too large; send less.";
            default -> "The request to %s cannot be read; send what the call documents.";
        };
        return new ProblemException(code, sentence.formatted(path));
    }

    /// What kind of problem it is.
    public ProblemCode code() {
        return code;
    }

    List<FieldError> errors() {
        return errors;
    }

    Map<String, Object> details() {
        return details;
    }
}
