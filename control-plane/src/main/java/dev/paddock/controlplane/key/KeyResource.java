package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.authentication.Credentials;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.sql.InTransaction;
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
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/settings/apikeys`: takes a session.
@Path("/api/settings/apikeys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeyResource {

    private static final String REVOKE = "revoke";
    private static final String REVOKE_ALL = "revoke_all";
    private static final String REMOVE = "delete";

    private final CreateKey create;
    private final KeyStore keys;
    private final Credentials credentials;
    private final Caller caller;

    KeyResource(CreateKey create, KeyStore keys, Credentials credentials, Caller caller) {
        this.create = create;
        this.keys = keys;
        this.credentials = credentials;
        this.caller = caller;
    }

    /// Newest first, ended ones too; those that the enrolment key `enrolment` minted, when it is given.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public KeyView.Listing list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        String enrolment = parameters.text("enrolment");
        parameters.check();
        return keys.list(enrolment, Slice.of(uri));
    }

    /// 201 with the new key and its text, which is never shown again.
    @POST
    @PermissionsAllowed(Permission.SETTINGS)
    @Idempotent(secretReply = true)
    @Audited("key.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = KeyView.Created.class, responseCode = "201")
    public Response create(KeyView.@Nullable Wanted body) {
        KeyView.Created created = create.create(body, caller.keyId());
        AuditNotes.about(created.key().id());
        AuditNotes.note("role", created.key().role());
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(created)
                .build();
    }

    /// 204: the key works nowhere any more, half a second later at the latest. Its record is kept, and removed with
    /// `action=delete`. Repeating a revocation is fine. With `action=revoke_all` whatever an enrolment key minted
    /// ends too. A runner's credential ends with the others that the runner has from the same enrolment key.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.SETTINGS)
    @Audited("key.end")
    public void end(@PathParam("id") String id, @Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        String action =
                Objects.requireNonNullElse(parameters.word("action", List.of(REVOKE, REVOKE_ALL, REMOVE)), REVOKE);
        parameters.check();
        AuditNotes.note("action", action);
        boolean ended = switch (action) {
            case REMOVE -> keys.delete(id);
            case REVOKE_ALL -> keys.revokeAll(id);
            default -> keys.revoke(id);
        };
        if (!ended) {
            throw ProblemException.notFound("key", id);
        }
        InTransaction.afterCommit(credentials::forget);
    }
}
