package dev.paddock.controlplane.retry;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.trace.TraceContext;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunStatus;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `POST /v1/runs/:id/retry`.
@Path("/v1/runs/{id}/retry")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RetryResource {

    /// The body, which may be absent.
    ///
    /// @param override goes over the settings that the original run had
    public record RetryRequest(
            @JsonProperty("config_override") @Nullable Map<String, @Nullable Object> override) {}

    /// The reply, as documented.
    public record RetryReply(
            @JsonProperty("original_run_id") RunId originalRunId,
            @JsonProperty("new_run_id") RunId newRunId,
            RunStatus status) {}

    private final RetryRun retry;
    private final Caller caller;

    RetryResource(RetryRun retry, Caller caller) {
        this.retry = retry;
        this.caller = caller;
    }

    /// 202 with the id of a new run of the same commit, and its `Location`. 409 while the run has not ended.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited("run.retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = RetryReply.class, responseCode = "202")
    public Response retry(@PathParam("id") String id, @Nullable RetryRequest body) {
        RunId original = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        RunId again = retry.retry(
                original,
                override(body),
                caller.keyId(),
                TraceContext.currentOrNew().text());
        AuditNotes.about(again.value());
        AuditNotes.note("original", original.value());
        return Response.accepted(new RetryReply(original, again, RunStatus.QUEUED))
                .location(URI.create("/v1/runs/" + again))
                .build();
    }

    private static Map<String, @Nullable Object> override(@Nullable RetryRequest body) {
        if (body == null || body.override() == null) {
            return Map.of();
        }
        return body.override();
    }
}
