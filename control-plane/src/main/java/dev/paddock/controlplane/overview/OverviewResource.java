package dev.paddock.controlplane.overview;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.build.Builds;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// `GET /api/overview`.
@Path("/api/overview")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class OverviewResource {

    private static final int NEWEST = 10;

    private final OverviewReader overviews;
    private final Builds builds;
    private final Caller caller;

    OverviewResource(OverviewReader overviews, Builds builds, Caller caller) {
        this.overviews = overviews;
        this.builds = builds;
        this.caller = caller;
    }

    /// What the caller may see of environments, projects and builds, summed up.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Overview get() {
        Scope scope = caller.scope();
        return overviews.read(scope, builds.newest(scope, NEWEST));
    }
}
