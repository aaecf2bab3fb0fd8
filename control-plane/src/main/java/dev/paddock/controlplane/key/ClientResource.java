package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.authentication.Credentials;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.tenant.TenantStore;
import dev.paddock.model.problem.ProblemCode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/settings/clients`: credentials for HTTP Basic, each good for one repository. Takes a session.
@Path("/api/settings/clients")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ClientResource {

    private final ClientStore clients;
    private final TenantStore tenants;
    private final Credentials credentials;
    private final Caller caller;

    ClientResource(ClientStore clients, TenantStore tenants, Credentials credentials, Caller caller) {
        this.clients = clients;
        this.tenants = tenants;
        this.credentials = credentials;
        this.caller = caller;
    }

    /// Newest first.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public ClientView.Listing list(@Context UriInfo uri) {
        return clients.list(Slice.of(uri));
    }

    /// 201 with the new credentials, whose secret is never shown again. 422 for an unknown repository.
    @POST
    @PermissionsAllowed(Permission.SETTINGS)
    @Idempotent(secretReply = true)
    @Audited("client.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ClientView.Created.class, responseCode = "201")
    public Response create(ClientView.@Nullable Wanted body) {
        String reference = body == null ? null : body.repository();
        if (reference == null || reference.isBlank()) {
            throw ProblemException.invalid("repository", "is missing; send it");
        }
        String repository = tenants.repositories(List.of(reference)).get(reference);
        if (repository == null) {
            throw new ProblemException(
                    ProblemCode.UNKNOWN_REPOSITORY,
                    "The repository " + reference + " is not registered; register it with POST /v1/repositories.");
        }
        ApiKey secret = ApiKey.random();
        String id = clients.insert(repository, secret, caller.keyId());
        AuditNotes.about(id);
        AuditNotes.note("repository", repository);
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(new ClientView.Created(id, secret.text()))
                .build();
    }

    /// 204: the credentials work nowhere any more, half a second later at the latest.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("client.delete")
    public void delete(@PathParam("id") String id) {
        if (!clients.delete(id)) {
            throw ProblemException.notFound("client", id);
        }
        InTransaction.afterCommit(credentials::forget);
    }
}
