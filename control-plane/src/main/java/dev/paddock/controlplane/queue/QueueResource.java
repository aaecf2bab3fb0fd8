package dev.paddock.controlplane.queue;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.run.QueueView;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `GET /v1/runs/:id/queue`: why does it wait?
@Path("/v1/runs/{id}/queue")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class QueueResource {

    private final QueueReader queue;
    private final RunReader runs;

    QueueResource(QueueReader queue, RunReader runs) {
        this.queue = queue;
        this.runs = runs;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public QueueView get(@PathParam("id") String id) {
        return RunId.parse(id)
                .filter(runs::isThere)
                .map(queue::find)
                .orElseThrow(() -> ProblemException.notFound("run", id));
    }
}
