package dev.paddock.controlplane.webhook;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/// `/v1/webhooks/:id/deliveries`: what a webhook was told.
@Path("/v1/webhooks/{id}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeliveryResource {

    private final WebhookStore webhooks;
    private final DeliveryStore deliveries;
    private final Caller caller;
    private final Event<Messages.Added> added;

    DeliveryResource(WebhookStore webhooks, DeliveryStore deliveries, Caller caller, Event<Messages.Added> added) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.caller = caller;
        this.added = added;
    }

    /// A page of it, newest first.
    @GET
    @PermissionsAllowed(Permission.MANAGE)
    public Page<DeliveryView> list(@PathParam("id") String id, @Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        parameters.check();
        WebhookResource.requireNoLimits(caller);
        return deliveries.page(find(id).id(), paging);
    }

    /// 202 with the delivery, which is attempted at once and, where that fails, as often as a new one. 409 while the
    /// webhook is disabled.
    @POST
    @Path("/{delivery}/redeliver")
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("webhook.redeliver")
    @APIResponseSchema(value = DeliveryView.class, responseCode = "202")
    public Response redeliver(@PathParam("id") String id, @PathParam("delivery") String delivery) {
        WebhookView webhook = webhooks.lock(id).orElseThrow(() -> ProblemException.notFound("webhook", id));
        if (!webhook.enabled()) {
            throw new ProblemException(
                    ProblemCode.WEBHOOK_DISABLED, "The webhook " + id + " is disabled; enable it with PATCH first.");
        }
        DeliveryView again = deliveries
                .redeliver(webhook.id(), delivery)
                .orElseThrow(() -> ProblemException.notFound("delivery", delivery));
        AuditNotes.note("delivery", delivery);
        InTransaction.afterCommit(() -> added.fire(new Messages.Added()));
        return Response.accepted(again).build();
    }

    private WebhookView find(String id) {
        return webhooks.find(id).orElseThrow(() -> ProblemException.notFound("webhook", id));
    }
}
