package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.http.ProblemException;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/v1/agents`: review agents, of which `code-reviewer` is there from the first start.
@Path("/v1/agents")
@RunOnVirtualThread
public class AgentResource {

    private final AgentStore agents;
    private final UpdateAgent update;
    private final Event<UpdateAgent.Changed> changed;

    AgentResource(AgentStore agents, UpdateAgent update, Event<UpdateAgent.Changed> changed) {
        this.agents = agents;
        this.update = update;
        this.changed = changed;
    }

    @GET
    @PermissionsAllowed(Permission.VIEW)
    public List<AgentView> list() {
        return agents.list();
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permission.VIEW)
    public AgentView get(@PathParam("id") String id) {
        return agents.find(id).orElseThrow(() -> ProblemException.notFound("agent", id));
    }

    /// 201 with the new agent.
    @POST
    @PermissionsAllowed(Permission.MANAGE)
    public Response create(AgentView.@Nullable Registration body) {
        AgentView agent = AgentRules.complete(body);
        AgentView created =
                agents.insert(agent).orElseThrow(() -> ProblemException.invalid("name", "is taken by another agent"));
        return Response.created(URI.create("/v1/agents/" + created.id()))
                .entity(created)
                .build();
    }

    /// 200 with the agent as it is now. What the body names is replaced, a null removes it (RFC 7396); `status`
    /// pauses the agent and lets it go on. Answers when the agent's waiting tasks have followed.
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(Permission.MANAGE)
    public AgentView update(@PathParam("id") String id, @Nullable Map<String, @Nullable Object> body)
            throws JsonProcessingException {
        AgentView agent = update.update(id, body);
        changed.fire(new UpdateAgent.Changed(agent.id()));
        return agent;
    }
}
