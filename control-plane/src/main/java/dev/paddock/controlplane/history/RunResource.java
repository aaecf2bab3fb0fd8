package dev.paddock.controlplane.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Standing;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.details.RunDetails;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.watch.ConditionalReads;
import dev.paddock.model.event.RunEventRecord;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.RunView;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
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

    /// The body of a cancellation, which may be absent.
    public record CancelRequest(@Nullable String reason) {}

    private static final int MAX_REASON = 1000;

    private final EndRun end;
    private final RunReader reader;
    private final EventStore events;
    private final ConditionalReads reads;
    private final Standing standing;
    private final RunDetails details;

    RunResource(
            EndRun end,
            RunReader reader,
            RunDetails details,
            EventStore events,
            ConditionalReads reads,
            Standing standing) {
        this.end = end;
        this.reader = reader;
        this.events = events;
        this.reads = reads;
        this.standing = standing;
        this.details = details;
    }

    /// The run's details, a [RunView]; with `If-None-Match`, 304 while they are the same for `wait` seconds.
    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    @APIResponseSchema(RunView.class)
    // On a virtual thread until there is something to wait for.
    @Blocking
    public Uni<Response> get(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known,
            @QueryParam("wait") @Nullable String wait) {
        Uni<Response> answer = reads.answer(id, known, wait, details);
        return wait == null ? answer : standing.guard(answer);
    }

    /// What happened to the run, in order.
    @GET
    @Path("/{id}/events")
    @PermissionsAllowed(Permission.VIEW)
    public List<RunEventRecord> events(@PathParam("id") String id) {
        return events.of(
                RunId.parse(id).filter(reader::isThere).orElseThrow(() -> ProblemException.notFound("run", id)));
    }

    /// 200, also when it is cancelled already.
    @POST
    @Path("/{id}/cancel")
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited("run.cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    public CancelReply cancel(@PathParam("id") String id, @Nullable CancelRequest body) {
        String reason = body == null ? null : body.reason();
        if (reason != null && reason.length() > MAX_REASON) {
            throw ProblemException.invalid("reason", "must have at most " + MAX_REASON + " characters");
        }
        RunId run = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        EndRun.Cancelled cancelled = end.cancel(run, reason);
        return new CancelReply(cancelled.id(), cancelled.status(), cancelled.cancelledAt());
    }
}
