package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `/api/settings/apikeys`: takes a session.
@Path("/api/settings/apikeys")
@RunOnVirtualThread
public class KeyResource {

    private final CreateKey create;
    private final KeyStore keys;
    private final Caller caller;

    KeyResource(CreateKey create, KeyStore keys, Caller caller) {
        this.create = create;
        this.keys = keys;
        this.caller = caller;
    }

    /// Newest first, ended ones too.
    @GET
    @PermissionsAllowed(Permission.SETTINGS)
    public KeyView.Listing list(@Context UriInfo uri) {
        return keys.list(Slice.of(uri));
    }

    /// 201 with the new key and its text, which is never shown again.
    @POST
    @PermissionsAllowed(Permission.SETTINGS)
    public Response create(KeyView.@Nullable Wanted body) {
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(create.create(body, caller.keyId()))
                .build();
    }

    /// 204: the key works nowhere any more, a second later at the latest. Its record is kept, and removed with
    /// `action=delete`. Repeating a revocation is fine.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.SETTINGS)
    public void end(@PathParam("id") String id, @Context UriInfo uri) {
        boolean ended = switch (Objects.requireNonNullElse(Slice.once(uri, "action"), "revoke")) {
            case "revoke" -> keys.revoke(id);
            case "delete" -> keys.delete(id);
            default -> throw ProblemException.invalid("action", "must be revoke or delete");
        };
        if (!ended) {
            throw ProblemException.notFound("key", id);
        }
    }
}
