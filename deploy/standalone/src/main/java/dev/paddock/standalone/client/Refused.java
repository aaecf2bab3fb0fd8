package dev.paddock.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.standalone.Json;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/// The control plane answered and said no. The message is its own sentence.
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final long LONGEST_PAUSE = 3600;

    private final int status;
    private final String code;
    private final transient Optional<Duration> pause;

    private Refused(int status, String code, String detail, Optional<Duration> pause) {
        super(detail);
        this.status = status;
        this.code = code;
        this.pause = pause;
    }

    /// What an answer with this `status` says.
    static Refused of(int status, HttpHeaders headers, String body) {
        String unexplained = "The control plane answered with HTTP status " + status + ".";
        var pause = headers.firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST_PAUSE)));
        try {
            var problem = Json.tree(body);
            String detail = problem.path("detail").asText(problem.path("error").asText(unexplained));
            return new Refused(status, problem.path("code").asText(), detail, pause);
        } catch (JsonProcessingException e) {
            return new Refused(status, "", unexplained, pause);
        }
    }

    /// The same, and another sentence that the control plane cannot know.
    Refused with(String sentence) {
        return new Refused(status, code, getMessage() + " " + sentence, pause);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The problem's stable word; empty when there is none.
    public String code() {
        return code;
    }

    /// How long the control plane wants to be left alone, where it says so.
    public Optional<Duration> pause() {
        return pause;
    }

    /// Whether the credentials were missing, wrong or not enough.
    public boolean isNotAllowed() {
        return status == 401 || status == 403;
    }

    /// Whether the call itself was wrong: what the person wrote has a value that is not taken.
    public boolean isWrongUse() {
        return status == 400 || status == 422;
    }

    /// Whether the same call may work in a moment.
    public boolean isPassing() {
        return code.equals("idempotency_in_flight") || status == 503 || status == 502 || status == 504 || status == 429;
    }
}
