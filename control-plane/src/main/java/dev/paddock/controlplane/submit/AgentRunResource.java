package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.audit.Audited;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.catalog.AgentStore;
import dev.paddock.controlplane.catalog.AgentView;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.idempotency.Idempotent;
import dev.paddock.controlplane.idempotency.RequestKey;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunView;
import dev.paddock.model.run.TriggerType;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/// `POST /v1/agents/:id/run`.
@Path("/v1/agents/{id}/run")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AgentRunResource {

    private static final RunSpec NOTHING =
            new RunSpec(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private final SubmitRun submit;
    private final AcceptedRuns accepted;
    private final AgentStore agents;
    private final Origins origins;
    private final Caller caller;

    AgentRunResource(SubmitRun submit, AcceptedRuns accepted, AgentStore agents, Origins origins, Caller caller) {
        this.submit = submit;
        this.accepted = accepted;
        this.agents = agents;
        this.origins = origins;
        this.caller = caller;
    }

    /// 202 with the accepted run and its `Location`. Takes what `POST /v1/runs` takes, for this agent;
    /// `repository` may be absent for an agent that has one.
    @POST
    @PermissionsAllowed(Permission.RUN)
    @Idempotent(byUseCase = true)
    @Audited(value = "run.submit", byUseCase = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = RunView.class, responseCode = "202")
    public Response run(
            @PathParam("id") String id,
            @Nullable RunSpec body,
            @HeaderParam(RequestKey.HEADER) @Nullable List<String> keys) {
        AgentView agent = agents.find(id)
                .flatMap(one -> one.within(caller.scope()))
                .orElseThrow(() -> ProblemException.notFound("agent", id));
        RunId run = submit.submit(SubmitResource.request(
                origins.current(), spec(agent, body), keys, "POST /v1/agents/" + agent.id() + "/run"));
        return accepted.reply(run);
    }

    private static RunSpec spec(AgentView agent, @Nullable RunSpec body) {
        RunSpec given = body == null ? NOTHING : body;
        if (given.agentId() != null && !List.of(agent.id(), agent.name()).contains(given.agentId())) {
            throw ProblemException.invalid("agent_id", "is another agent than the path's; leave it out");
        }
        List<String> repositories = agent.repositoryIds();
        return new RunSpec(
                agent.id(),
                given.repository() == null && repositories.size() == 1 ? repositories.getFirst() : given.repository(),
                given.branch(),
                given.commit(),
                given.base(),
                given.pullRequest(),
                Objects.requireNonNullElse(given.trigger(), new RunSpec.Trigger(TriggerType.MANUAL, null)),
                given.scope(),
                given.files(),
                given.priority(),
                given.tags(),
                given.config(),
                given.timeoutSeconds(),
                given.notBefore(),
                given.concurrencyGroup());
    }
}
