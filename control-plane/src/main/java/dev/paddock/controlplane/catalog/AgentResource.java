package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `/v1/agents`: review agents, of which `code-reviewer` is there from the first start.
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
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
    @Idempotent
    @Audited("agent.create")
    @Consumes(MediaType.APPLICATION_JSON)
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
    @Audited("agent.update")
    @Consumes(MediaType.APPLICATION_JSON)
    public AgentView update(@PathParam("id") String id, @Nullable Map<String, @Nullable Object> body)
            throws JsonProcessingException {
        AgentView agent = update.update(id, body);
        AuditNotes.note("members", Objects.requireNonNull(body).keySet());
        InTransaction.afterCommit(() -> changed.fire(new UpdateAgent.Changed(agent.id())));
        return agent;
    }
}
