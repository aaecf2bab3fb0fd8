package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.baseline.BaselineReader.Wanted;
import dev.paddock.controlplane.edge.BodyLimit;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.tenant.OwnRepository;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/v1/baselines`.
@Path("/api/v1/baselines")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class BaselineResource {

    private final BaselineReader reader;
    private final CreateBaseline create;
    private final OwnRepository repositories;

    BaselineResource(BaselineReader reader, CreateBaseline create, OwnRepository repositories) {
        this.reader = reader;
        this.create = create;
        this.repositories = repositories;
    }

    /// The newest version of each, within the caller's limits.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Page<BaselineVersion> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        return reader.newest(wanted(parameters, null), paging);
    }

    /// All versions of a target, newest first.
    @GET
    @Path("/{target}")
    @PermissionsAllowed(Permission.VIEW)
    public Page<BaselineVersion> history(@PathParam("target") String target, @Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        return reader.history(wanted(parameters, target), paging);
    }

    /// The newest version of a target, with its snapshot.
    @GET
    @Path("/{target}/latest")
    @PermissionsAllowed(Permission.VIEW)
    public BaselineVersion latest(@PathParam("target") String target, @Context UriInfo uri) {
        return reader.version(wanted(Parameters.of(uri), target), null);
    }

    /// A version of a target, with its snapshot.
    @GET
    @Path("/{target}/versions/{n}")
    @PermissionsAllowed(Permission.VIEW)
    public BaselineVersion version(@PathParam("target") String target, @PathParam("n") String n, @Context UriInfo uri) {
        Wanted wanted = wanted(Parameters.of(uri), target);
        int version = Optional.of(n)
                .filter(text -> text.matches("[1-9]\\d{0,8}"))
                .map(Integer::valueOf)
                .orElseThrow(() -> ProblemException.notFound("version", target + " " + n));
        return reader.version(wanted, version);
    }

    private Wanted wanted(Parameters parameters, @Nullable String target) {
        String kind = parameters.text("kind");
        String repository = parameters.text(OwnRepository.PARAMETER);
        parameters.check();
        return new Wanted(repositories.within(repository), target, kind);
    }

    /// 201 with a new version, 200 when the newest one is the same.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent
    @Audited(value = "baseline.create", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @BodyLimit(mebibytes = 8)
    @APIResponseSchema(value = CreatedBaseline.class, responseCode = "201")
    public Response create(
            @Nullable BaselineRequest body, @QueryParam(OwnRepository.PARAMETER) @Nullable String repository) {
        String own = repositories.of(repository);
        if (body == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object that names a target.");
        }
        CreatedBaseline created = create.create(own, body);
        return Response.status(created.deduped() ? Response.Status.OK : Response.Status.CREATED)
                .entity(created)
                .build();
    }
}
