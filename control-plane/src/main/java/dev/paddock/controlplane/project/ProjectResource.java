package dev.paddock.controlplane.project;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/environments/{envId}/projects`.
@Path("/api/environments/{envId}/projects")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ProjectResource {

    private final ProjectStore projects;
    private final EnvironmentStore environments;
    private final Caller caller;
    private final DeleteProject delete;

    ProjectResource(ProjectStore projects, EnvironmentStore environments, Caller caller, DeleteProject delete) {
        this.projects = projects;
        this.environments = environments;
        this.caller = caller;
        this.delete = delete;
    }

    /// All projects of the environment that the caller may see, by name.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<ProjectView> list(@PathParam("envId") String environment) {
        if (environments.find(environment, caller.scope()).isEmpty()) {
            throw noEnvironment(environment);
        }
        return projects.list(environment, caller.scope());
    }

    /// 201 with the new project. 409 when the environment has one with its id.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("project.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = ProjectView.class, responseCode = "201")
    public Response create(@PathParam("envId") String environment, ProjectView.@Nullable Wanted body) {
        if (body == null) {
            throw Bodies.missing("name");
        }
        Naming naming = new Naming();
        String name = naming.name(body.name());
        String id = naming.id(body.id(), name);
        naming.check();
        ProjectView made = switch (projects.insert(environment, id, name)) {
            case ProjectStore.Inserted.Made(ProjectView project) -> project;
            case ProjectStore.Inserted.NoEnvironment() -> throw noEnvironment(environment);
            case ProjectStore.Inserted.Taken() ->
                throw new ProblemException(
                        ProblemCode.PROJECT_EXISTS,
                        "The environment " + environment + " has a project " + id
                                + " already; use it, or send another id.");
        };
        AuditNotes.about(environment + "/" + id);
        return Response.created(URI.create("/api/environments/" + environment + "/projects/" + id))
                .entity(made)
                .build();
    }

    /// 204: the project is gone, and what belonged to it.
    @DELETE
    @Path("/{projectId}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited(value = DeleteProject.ACTION, byUseCase = true)
    public void delete(@PathParam("envId") String environment, @PathParam("projectId") String id) {
        if (!delete.delete(environment, id)) {
            throw ProblemException.notFound("project", environment + "/" + id);
        }
    }

    private static ProblemException noEnvironment(String id) {
        return ProblemException.notFound("environment", id);
    }
}
