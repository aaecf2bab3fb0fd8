package dev.paddock.controlplane;

import dev.paddock.controlplane.access.Permission;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/// Something below the path where no session counts.
@Path("/api/v1/keys-only")
public class KeysOnlyResource {

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public String get() {
        return "served";
    }
}
