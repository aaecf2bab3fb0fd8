package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.idempotency.Idempotent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// `/api/v1/runs/:id/review`: the same for CI, with client credentials.
@Path("/api/v1/runs/{id}/review")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ReportReviewResource {

    private final Reviews reviews;

    ReportReviewResource(Reviews reviews) {
        this.reviews = reviews;
    }

    /// 200 with the new entry of the trail, and the baselines that it made.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited("run.review")
    @Consumes(MediaType.APPLICATION_JSON)
    public ReviewReply review(@PathParam("id") String id, @Nullable ReviewRequest body) {
        return reviews.decide(id, body);
    }

    /// Every decision so far.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public ReviewTrail trail(@PathParam("id") String id) {
        return reviews.trail(id);
    }
}
