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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/api/environments`.
@Path("/api/environments")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EnvironmentResource {

    private final EnvironmentStore environments;
    private final Caller caller;

    EnvironmentResource(EnvironmentStore environments, Caller caller) {
        this.environments = environments;
        this.caller = caller;
    }

    /// All environments that the caller may see, by name.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<EnvironmentView> list() {
        return environments.list(caller.scope());
    }

    /// 201 with the new environment. 409 when its id is taken.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("environment.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = EnvironmentView.class, responseCode = "201")
    public Response create(EnvironmentView.@Nullable Wanted body) {
        if (body == null) {
            throw Bodies.missing("name");
        }
        Naming naming = new Naming();
        String name = naming.name(body.name());
        String icon = naming.icon(body.icon());
        String id = naming.id(body.id(), name);
        naming.check();
        if (!environments.insert(id, name, icon)) {
            throw new ProblemException(
                    ProblemCode.ENVIRONMENT_EXISTS,
                    "There is an environment " + id + " already; use it, or send another id.");
        }
        return Response.created(URI.create("/api/environments/" + id))
                .entity(find(id))
                .build();
    }

    /// 200 with the environment as it is now. What the body names is replaced; a null removes the icon.
    @PATCH
    @Path("/{envId}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("environment.update")
    @Consumes(MediaType.APPLICATION_JSON)
    public EnvironmentView update(@PathParam("envId") String id, @Nullable Map<String, @Nullable Object> body) {
        if (body == null) {
            throw Bodies.missing("name or icon");
        }
        Naming naming = new Naming();
        String name = body.containsKey("name") ? naming.name(Bodies.text(body, "name", naming)) : null;
        String icon = naming.icon(Bodies.text(body, "icon", naming));
        if (body.containsKey("id") && !id.equals(body.get("id"))) {
            naming.refuse("id", "cannot be changed; make another environment");
        }
        naming.check();
        if (!environments.update(id, new EnvironmentStore.Change(name, body.containsKey("icon"), icon))) {
            throw ProblemException.notFound("environment", id);
        }
        AuditNotes.about(id);
        AuditNotes.note("members", List.copyOf(body.keySet()));
        return find(id);
    }

    /// 204. 409 while it has projects.
    @DELETE
    @Path("/{envId}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("environment.delete")
    public void delete(@PathParam("envId") String id) {
        AuditNotes.about(id);
        switch (environments.delete(id)) {
            case DONE -> {}
            case UNKNOWN -> throw ProblemException.notFound("environment", id);
            case NOT_EMPTY ->
                throw new ProblemException(
                        ProblemCode.ENVIRONMENT_NOT_EMPTY,
                        "The environment " + id + " has projects; delete them first.");
        }
    }

    private EnvironmentView find(String id) {
        return environments.find(id, caller.scope()).orElseThrow(() -> ProblemException.notFound("environment", id));
    }
}
