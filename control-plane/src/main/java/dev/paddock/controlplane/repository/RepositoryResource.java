package dev.paddock.controlplane.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origins;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/v1/repositories`.
@Path("/v1/repositories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {

    private final RepositoryStore repositories;
    private final RegisterRepository register;
    private final ChangeRepository change;
    private final Caller caller;
    private final Origins origins;

    RepositoryResource(
            RepositoryStore repositories,
            RegisterRepository register,
            ChangeRepository change,
            Caller caller,
            Origins origins) {
        this.origins = origins;
        this.repositories = repositories;
        this.register = register;
        this.change = change;
        this.caller = caller;
    }

    /// A page of the repositories, by name.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Page<RepositoryView> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        parameters.check();
        return repositories.page(caller.scope(), paging);
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public RepositoryView get(@PathParam("id") String id) {
        return repositories.find(id).orElseThrow(() -> ProblemException.notFound("repository", id));
    }

    /// 201 with the new repository, or 200 with the one that has this clone URL.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent(byUseCase = true)
    @Audited(value = "repository.create", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = RepositoryView.class, responseCode = "201")
    public Response create(RepositoryView.@Nullable Registration body) {
        RegisterRepository.Registered registered = register.register(body, origins.current());
        return Response.status(registered.created() ? 201 : 200)
                .location(
                        URI.create("/v1/repositories/" + registered.repository().id()))
                .entity(registered.repository())
                .build();
    }

    /// 200 with the repository as it is now. What the body names is replaced, a null removes it (RFC 7396). Runs that
    /// are open use the new URL and credential from their next fetch on.
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited(value = "repository.update", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    public RepositoryView update(@PathParam("id") String id, @Nullable Map<String, @Nullable Object> body)
            throws JsonProcessingException {
        expectUnlimited(body != null && body.containsKey("limits"));
        return change.update(id, body, origins.current());
    }

    /// Nobody who is limited to some repositories says how much they may use.
    private void expectUnlimited(boolean limits) {
        if (limits && caller.scope().limited()) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "The key is limited to some repositories, whose limits others set; leave limits out, or use a key"
                            + " without limits.");
        }
    }

    /// 204: nothing finds the repository any more, its runs stay readable. 409 while runs of it are open.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("repository.delete")
    public void delete(@PathParam("id") String id) {
        change.delete(id);
    }
}
