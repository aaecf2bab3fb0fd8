package dev.paddock.controlplane.idempotency;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Ends a call with a reply that was made before. An exception, since a method may return its own type only.
final class Replayed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Response response;

    Replayed(Response response) {
        // No stack trace: it is an answer, not a failure.
        super("a reply that was made before", null, false, false);
        this.response = response;
    }

    /// Sends it.
    static class Sender {

        @ServerExceptionMapper
        Response send(Replayed replayed) {
            return replayed.response;
        }
    }
}
