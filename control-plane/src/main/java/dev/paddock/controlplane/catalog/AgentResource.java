package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.model.wire.Page;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
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
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `/v1/agents`: review agents, of which `code-reviewer` is there from the first start.
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AgentResource {

    private final AgentStore agents;
    private final UpdateAgent update;
    private final Event<UpdateAgent.Changed> changed;
    private final Caller caller;

    AgentResource(AgentStore agents, UpdateAgent update, Event<UpdateAgent.Changed> changed, Caller caller) {
        this.caller = caller;
        this.agents = agents;
        this.update = update;
        this.changed = changed;
    }

    /// A page of the agents, by name.
    @GET
    @PermissionsAllowed(Permission.VIEW)
    public Page<AgentView> list(@Context UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Paging paging = Paging.of(parameters);
        parameters.check();
        Scope scope = caller.scope();
        return paging.of(agents.list().stream()
                .flatMap(agent -> agent.within(scope).stream())
                .toList());
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public AgentView get(@PathParam("id") String id) {
        return agents.find(id)
                .flatMap(agent -> agent.within(caller.scope()))
                .orElseThrow(() -> ProblemException.notFound("agent", id));
    }

    /// 201 with the new agent.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    @Idempotent
    @Audited("agent.create")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = AgentView.class, responseCode = "201")
    public Response create(AgentView.@Nullable Registration body) {
        AgentView created = update.create(body);
        return Response.created(URI.create("/v1/agents/" + created.id()))
                .entity(created)
                .build();
    }

    /// 200 with the agent as it is now. What the body names is replaced, a null removes it (RFC 7396); `status`
    /// pauses the agent and lets it go on. Answers when the agent's waiting tasks have followed.
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("agent.update")
    @Consumes(MediaType.APPLICATION_JSON)
    public AgentView update(@PathParam("id") String id, @Nullable Map<String, @Nullable Object> body)
            throws JsonProcessingException {
        AgentView agent = update.update(id, body);
        AuditNotes.note("members", Objects.requireNonNull(body).keySet());
        InTransaction.afterCommit(() -> changed.fire(new UpdateAgent.Changed(agent.id())));
        return agent;
    }

    /// 204: hidden from now on. Runs keep it, open ones go on as it says. 409 for the default agent.
    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    @Audited("agent.delete")
    public void delete(@PathParam("id") String id) {
        update.delete(id);
    }
}
