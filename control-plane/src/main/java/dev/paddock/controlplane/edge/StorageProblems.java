package dev.paddock.controlplane.edge;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.ProblemReply;
import dev.paddock.controlplane.storage.StorageException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Says what callers can do when the storage of uploads fails; where it is, the server's log says.
class StorageProblems {

    private static final Logger LOG = Logger.getLogger(StorageProblems.class);

    @ServerExceptionMapper
    Response storage(StorageException e, UriInfo uri) {
        LOG.errorf("%s could not be served: %s", uri.getPath(), e.getMessage());
        return ProblemReply.of(problem(e), uri.getPath());
    }

    private static ProblemException problem(StorageException e) {
        return switch (e.reason()) {
            case FULL ->
                new ProblemException(
                        ProblemCode.STORAGE_FULL,
                        "The storage has no room for what was sent and kept nothing of it; tell an administrator.");
            case AWAY ->
                new ProblemException(
                        ProblemCode.UNAVAILABLE, "The storage does not answer now; repeat the call in a moment.");
            case DAMAGED ->
                new ProblemException(
                        ProblemCode.INTERNAL,
                        "What was stored is damaged and is not served; the server's log names it.");
        };
    }
}
