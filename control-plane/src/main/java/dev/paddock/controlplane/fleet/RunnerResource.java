package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerView;
import dev.paddock.model.wire.Data;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/// `/api/runners`: who is registered.
@Path("/api/runners")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RunnerResource {

    private final Runners runners;
    private final RunnerStore store;
    private final FleetConfig config;
    private final Caller caller;

    RunnerResource(Runners runners, RunnerStore store, FleetConfig config, Caller caller) {
        this.caller = caller;
        this.runners = runners;
        this.store = store;
        this.config = config;
    }

    @GET
    @PermissionsAllowed({Permission.VIEW, Permission.TASK})
    public Data<List<RunnerView>> list() {
        return new Data<>(store.list());
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed({Permission.VIEW, Permission.TASK})
    public Data<RunnerView> get(@PathParam("id") String id) {
        return new Data<>(store.find(id)
                .orElseThrow(() -> ProblemException.notFound("runner", id))
                .view());
    }

    /// Adds the runner or updates it, and tells it the server's pace.
    @POST
    @Path("/register")
    @PermissionsAllowed(Permission.TASK)
    public Data<Registration> register(@Context HttpHeaders headers) {
        RunnerView runner = runners.register(RunnerHeaders.of(headers), caller.keyId());
        return new Data<>(new Registration(
                runner.id(),
                runner.name(),
                runner.version(),
                runner.status(),
                runner.maxConcurrency(),
                runner.currentJobs(),
                runner.tags(),
                runner.draining(),
                runner.ephemeral(),
                runner.lastHeartbeatAt(),
                runner.registeredAt(),
                config.heartbeat().toMillis(),
                config.offlineAfter().toMillis(),
                config.lease().toMillis(),
                config.pollWait().toMillis()));
    }

    /// Marks the runner as offline; what it held is handed back at once.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed({Permission.MANAGE, Permission.TASK})
    @Audited("runner.deregister")
    public Data<RunnerView> deregister(@PathParam("id") String id) {
        boolean manages = caller.may(Permission.MANAGE);
        return new Data<>(runners.deregister(id, caller.keyId(), !manages));
    }
}
