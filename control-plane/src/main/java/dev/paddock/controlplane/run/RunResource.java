package dev.paddock.controlplane.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.model.event.RunEventRecord;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/runs`, but for submissions.
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RunResource {

    /// Reply to a cancellation, as documented.
    public record CancelReply(
            RunId id,
            RunStatus status,
            @JsonProperty("cancelled_at") @Nullable Instant cancelledAt) {}

    private final EndRun end;
    private final RunReader reader;
    private final EventStore events;

    RunResource(EndRun end, RunReader reader, EventStore events) {
        this.end = end;
        this.reader = reader;
        this.events = events;
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public RunView get(@PathParam("id") String id) {
        return RunId.parse(id).flatMap(reader::find).orElseThrow(() -> ProblemException.notFound("run", id));
    }

    /// What happened to the run, in order.
    @GET
    @Path("/{id}/events")
    @PermissionsAllowed(Permission.VIEW)
    public List<RunEventRecord> events(@PathParam("id") String id) {
        return events.of(get(id).id());
    }

    /// 200, also when it is cancelled already.
    @POST
    @Path("/{id}/cancel")
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited("run.cancel")
    public CancelReply cancel(@PathParam("id") String id) {
        RunId run = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        EndRun.Cancelled cancelled = end.cancel(run);
        return new CancelReply(cancelled.id(), cancelled.status(), cancelled.cancelledAt());
    }
}
