package dev.paddock.controlplane.usage;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.tenant.OwnRepository;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/// `/api/v1/usage`.
@Path("/api/v1/usage")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UsageResource {

    private final UsageStore store;
    private final OwnRepository repositories;

    UsageResource(UsageStore store, OwnRepository repositories) {
        this.store = store;
        this.repositories = repositories;
    }

    /// What the repositories within the caller's limits use and may use, by name.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Page<RepositoryUsage> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        String repository = parameters.text(OwnRepository.PARAMETER);
        parameters.check();
        Page<Usage> used = store.page(repositories.within(repository), paging);
        return new Page<>(used.data().stream().map(RepositoryUsage::of).toList(), used.meta());
    }
}
