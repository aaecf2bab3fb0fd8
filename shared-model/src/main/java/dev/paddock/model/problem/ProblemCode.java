package dev.paddock.model.problem;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// The stable words of `code` in a problem; `docs/errors.md` says of each what to do.
public enum ProblemCode {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    INVALID_VALUE(400, "A value is not allowed"),
    WRONG_COMMIT(400, "The result is about another commit"),
    BAD_ARCHIVE(400, "The archive is not taken"),
    UNAUTHENTICATED(401, "Credentials are missing or wrong"),
    PLAN_LIMIT(402, "The repository's plan does not have room for this"),
    PAST_DUE(402, "The repository's account is past due"),
    FORBIDDEN(403, "The credentials do not allow this"),
    SESSION_REQUIRED(403, "This takes a session"),
    CSRF(403, "The session's call lacks its token"),
    RUNNER_TAKEN(403, "The runner id belongs to another key"),
    RUNNER_REVOKED(403, "The runner's credential was revoked"),
    ENROLMENT_USED_UP(403, "The enrolment key enrols no more runners"),
    NOT_YOUR_RUNNER(403, "The runner or task belongs to another key"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The accepted content types cannot be served"),
    LEASE_LOST(409, "The task is no longer this runner's"),
    ILLEGAL_PHASE(409, "The phase goes backwards"),
    ALREADY_FINISHED(409, "The task has another result"),
    LOG_GAP(409, "Log lines are missing before this batch"),
    RUN_FINISHED(409, "The run has ended"),
    REPOSITORY_EXISTS(409, "The clone URL is registered already"),
    REPOSITORY_IN_USE(409, "Runs of the repository are open"),
    ENVIRONMENT_EXISTS(409, "The environment's id is taken"),
    ENVIRONMENT_NOT_EMPTY(409, "The environment has projects"),
    PROJECT_EXISTS(409, "The project's id is taken"),
    BUILD_EXISTS(409, "The build id is taken"),
    CHUNKS_MISSING(409, "Chunks are missing"),
    CHUNK_DIFFERS(409, "The chunk has come with other bytes"),
    WRONG_SIZE(409, "The chunks have another size than was announced"),
    UPLOAD_CLOSED(409, "The upload takes nothing any more"),
    SCREENSHOTS_MISSING(409, "Screenshots were lost"),
    RUN_NOT_FINISHED(409, "The run has not ended"),
    RUN_INGESTED(409, "The run was not executed here"),
    NO_REVIEW(409, "No review of the run was completed"),
    DEFAULT_AGENT(409, "The default agent stays"),
    WEBHOOK_DISABLED(409, "The webhook is disabled"),
    IDEMPOTENCY_IN_FLIGHT(409, "The first call with this idempotency key is still in work"),
    SECRET_SHOWN_ONCE(409, "The reply held a secret and cannot be repeated"),
    RUNNER_ALIVE(409, "Another process is heard of under this runner id"),
    RUNNER_GONE(410, "The runner was deregistered"),
    EXPIRED(410, "It is older than such things are kept"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    UNKNOWN_REPOSITORY(422, "The repository is not registered"),
    UNKNOWN_AGENT(422, "There is no such review agent"),
    NOT_OF_AGENT(422, "The agent does not review this repository"),
    CONFIG_NOT_OVERRIDABLE(422, "A run may not override this setting"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    UNSUPPORTED_PROTOCOL(426, "The runner speaks another protocol version"),
    TOO_MANY_REFUSALS(429, "Too many credentials were refused"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "The server made a mistake"),
    ALLURE_NOT_INSTALLED(500, "Allure could not be installed"),
    UNAVAILABLE(503, "The server cannot serve this now"),
    STORAGE_FULL(507, "There is no room left for uploads");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /// The HTTP status it comes with.
    public int status() {
        return status;
    }

    /// A short sentence, the same for every occurrence.
    public String title() {
        return title;
    }

    /// The word in `code`.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }
}
