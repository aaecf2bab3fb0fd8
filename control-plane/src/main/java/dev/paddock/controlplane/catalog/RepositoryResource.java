package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/// `/v1/repositories`.
@Path("/v1/repositories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RepositoryResource {

    private static final Pattern NAME = Pattern.compile("[^/\\p{Cntrl}]{1,100}/[^/\\p{Cntrl}]{1,100}");
    private static final Pattern BRANCH = Pattern.compile("(?![-/])[^\\s\\p{Cntrl}~^:?*\\[\\\\]{1,255}");
    private static final int MAX_URL = 2000;

    private final RepositoryStore repositories;
    private final RegisterRepository register;
    private final Caller caller;

    RepositoryResource(RepositoryStore repositories, RegisterRepository register, Caller caller) {
        this.caller = caller;
        this.repositories = repositories;
        this.register = register;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<RepositoryView> list() {
        return repositories.list();
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
    @Idempotent
    @Audited("repository.create")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response create(RepositoryView.Registration body) {
        if (body == null || body.cloneUrl() == null || body.cloneUrl().isBlank()) {
            throw ProblemException.invalid("clone_url", "is missing");
        }
        if (body.cloneUrl().length() > MAX_URL) {
            throw ProblemException.invalid("clone_url", "is longer than " + MAX_URL + " characters");
        }
        if (body.name() != null && !NAME.matcher(body.name()).matches()) {
            throw ProblemException.invalid("name", "must have the shape owner/repo");
        }
        if (body.defaultBranch() != null
                && !BRANCH.matcher(body.defaultBranch()).matches()) {
            throw ProblemException.invalid("default_branch", "is not a branch name");
        }
        RegisterRepository.Registered registered =
                register.register(body.cloneUrl(), body.name(), body.defaultBranch(), caller.keyId());
        return Response.status(registered.created() ? 201 : 200)
                .location(
                        URI.create("/v1/repositories/" + registered.repository().id()))
                .entity(registered.repository())
                .build();
    }
}
