package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.model.runner.RunnerView;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `/api/runners/:id/drain`: takes a runner out of service, and back. Repeating either is fine.
@Path("/api/runners/{id}/drain")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DrainResource {

    private final Runners runners;

    DrainResource(Runners runners) {
        this.runners = runners;
    }

    /// The runner gets no new tasks; it finishes those it has. It stays so over restarts of its process.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("runner.drain")
    public Data<RunnerView> drain(@PathParam("id") String id) {
        return new Data<>(runners.drain(id, true));
    }

    /// The runner gets tasks again.
    @DELETE
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("runner.resume")
    public Data<RunnerView> undrain(@PathParam("id") String id) {
        return new Data<>(runners.drain(id, false));
    }
}
