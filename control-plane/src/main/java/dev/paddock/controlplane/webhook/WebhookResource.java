package dev.paddock.controlplane.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/v1/webhooks`. They are told of all repositories, so that a key with limits does not even see them.
@Path("/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WebhookResource {

    private final WebhookStore webhooks;
    private final ChangeWebhook change;
    private final Caller caller;

    WebhookResource(WebhookStore webhooks, ChangeWebhook change, Caller caller) {
        this.webhooks = webhooks;
        this.change = change;
        this.caller = caller;
    }

    /// A page of them, newest first.
    @GET
    @PermissionsAllowed(Permission.MANAGE)
    public Page<WebhookView> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        parameters.check();
        requireNoLimits(caller);
        return webhooks.page(paging);
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    public WebhookView get(@PathParam("id") String id) {
        requireNoLimits(caller);
        return webhooks.find(id).orElseThrow(() -> ProblemException.notFound("webhook", id));
    }

    /// 201 with the new webhook and its secret, which is never shown again.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent(secretReply = true)
    @Audited("webhook.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = WebhookView.class, responseCode = "201")
    public Response create(WebhookView.@Nullable Registration body) {
        WebhookView created = change.create(body, caller.keyId());
        AuditNotes.note("events", created.events());
        return Response.created(URI.create("/v1/webhooks/" + created.id()))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(created)
                .build();
    }

    /// 200 with the webhook as it is now. What the body names is replaced (RFC 7396). One that is disabled gives up
    /// what it was still to be told.
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("webhook.update")
    @Consumes(MediaType.APPLICATION_JSON)
    public WebhookView update(@PathParam("id") String id, @Nullable Map<String, @Nullable Object> body)
            throws JsonProcessingException {
        WebhookView changed = change.update(id, body);
        AuditNotes.note("members", Objects.requireNonNull(body).keySet());
        return changed;
    }

    /// 200 with another secret, which is never shown again; for a day the one before signs, too.
    @POST
    @Path("/{id}/secret")
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent(secretReply = true)
    @Audited("webhook.rotate")
    public WebhookView rotate(@PathParam("id") String id) {
        return change.rotate(id);
    }

    /// 204: it is told nothing any more, and what it was told is forgotten.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("webhook.delete")
    public void delete(@PathParam("id") String id) {
        change.delete(id);
    }

    /// 403 for a caller whose credentials have limits. What changes something is refused to them already.
    static void requireNoLimits(Caller caller) {
        if (caller.scope().limited()) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "Webhooks are told of all repositories, and the key is limited to some; use a key without limits.");
        }
    }
}
