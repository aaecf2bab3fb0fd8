package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.refusal.ClientAddress;
import dev.paddock.controlplane.run.RunReader;
import dev.paddock.model.run.RunId;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/runs/:id/review`: what people decide about a run, for the console and the command line.
@Path("/v1/runs/{id}/review")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReviewResource {

    /// The body of a decision.
    ///
    /// @param promote makes new baselines of an approved report; an executed run has nothing to promote
    public record ReviewRequest(
            @Nullable ReviewState state,
            @Nullable String note,
            @Nullable Boolean promote) {}

    /// The reply, as documented.
    public record ReviewReply(Decision review, List<Object> promoted) {}

    /// The trail, oldest first, and where it leads: `pending` without any decision.
    public record Trail(ReviewState state, List<Decision> history) {}

    private static final int MAX_NOTE = 10_000;

    private final ReviewRun review;
    private final DecisionStore decisions;
    private final RunReader runs;
    private final Caller caller;
    private final ClientAddress addresses;

    ReviewResource(ReviewRun review, DecisionStore decisions, RunReader runs, Caller caller, ClientAddress addresses) {
        this.review = review;
        this.decisions = decisions;
        this.runs = runs;
        this.caller = caller;
        this.addresses = addresses;
    }

    /// 200 with the new entry of the trail.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited("run.review")
    @Consumes(MediaType.APPLICATION_JSON)
    public ReviewReply review(
            @PathParam("id") String id, @Nullable ReviewRequest body, @Context HttpServerRequest request) {
        if (body == null || body.state() == null) {
            throw ProblemException.invalid("state", "must be approved, rejected or pending");
        }
        if (body.note() != null && body.note().length() > MAX_NOTE) {
            throw ProblemException.invalid("note", "must have at most " + MAX_NOTE + " characters");
        }
        RunId run = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        AuditNotes.note("state", body.state().wire());
        return new ReviewReply(
                review.review(run, body.state(), body.note(), caller.keyId(), addresses.of(request)), List.of());
    }

    /// Every decision so far.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Trail trail(@PathParam("id") String id) {
        RunId run = RunId.parse(id)
                .filter(known -> runs.find(known).isPresent())
                .orElseThrow(() -> ProblemException.notFound("run", id));
        List<Decision> trail = decisions.trail(run);
        return new Trail(trail.isEmpty() ? ReviewState.PENDING : trail.getLast().state(), trail);
    }
}
