package dev.paddock.controlplane.gate;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `GET /external/integration/cicd/runs/:id`: the verdict that CI waits for.
@Path("/external/integration/cicd/runs/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class GateResource {

    private final GateReader gates;

    GateResource(GateReader gates) {
        this.gates = gates;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public GateView get(@PathParam("id") String id) {
        return RunId.parse(id).flatMap(gates::find).orElseThrow(() -> ProblemException.notFound("run", id));
    }
}
