package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `/v1/runs/:id/pin`: a pinned run is kept whatever its age.
@Path("/v1/runs/{id}/pin")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PinResource {

    private final DecisionStore decisions;

    PinResource(DecisionStore decisions) {
        this.decisions = decisions;
    }

    /// 204, also when it is pinned already.
    @PUT
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("run.pin")
    public void pin(@PathParam("id") String id) {
        set(id, true);
    }

    /// 204, also when it is not pinned.
    @DELETE
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("run.unpin")
    public void unpin(@PathParam("id") String id) {
        set(id, false);
    }

    private void set(String id, boolean pinned) {
        boolean known = RunId.parse(id).map(run -> decisions.pin(run, pinned)).orElse(false);
        if (!known) {
            throw ProblemException.notFound("run", id);
        }
    }
}
