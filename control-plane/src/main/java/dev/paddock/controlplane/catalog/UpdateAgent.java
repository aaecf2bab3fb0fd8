package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes review agents; under the row's lock, so that nobody admits a task by the old settings
/// afterwards.
@Singleton
public class UpdateAgent {

    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    /// Fired when a change of an agent is committed.
    public record Changed(String agent) {}

    private final AgentStore agents;
    private final ObjectMapper json;

    UpdateAgent(AgentStore agents, ObjectMapper json) {
        this.agents = agents;
        this.json = json;
    }

    /// The agent with `patch` over it. 404 when there is none, 400 naming what is refused, 409 for another name
    /// of the default agent, 422 for unknown repositories.
    @Transactional
    public AgentView update(String id, @Nullable Map<String, @Nullable Object> patch) throws JsonProcessingException {
        if (patch == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with what shall change.");
        }
        AgentView old = agents.lock(id).orElseThrow(() -> ProblemException.notFound("agent", id));
        Map<String, @Nullable Object> merged = MergePatch.merge(json.convertValue(old, OBJECT), patch);
        AgentView wanted =
                AgentRules.complete(old, json.readValue(json.writeValueAsString(merged), AgentView.Registration.class));
        if (old.name().equals(DefaultAgent.NAME) && !wanted.name().equals(old.name())) {
            throw new ProblemException(
                    ProblemCode.DEFAULT_AGENT,
                    "The agent " + DefaultAgent.NAME
                            + " keeps its name, as submissions without agent_id use it; leave name out.");
        }
        refuseUnknown(wanted.repositoryIds());
        boolean goesOn = old.status().equals("error") && wanted.status().equals("active");
        return agents.update(wanted, goesOn)
                .orElseThrow(() -> ProblemException.invalid("name", "is taken by another agent; choose another"));
    }

    /// A new agent, as `body` wants it. 400 naming what is refused, 422 for unknown repositories.
    @Transactional
    public AgentView create(AgentView.@Nullable Registration body) {
        AgentView agent = AgentRules.complete(body);
        refuseUnknown(agent.repositoryIds());
        return agents.insert(agent)
                .orElseThrow(() -> ProblemException.invalid("name", "is taken by another agent; choose another"));
    }

    /// Hides an agent; its runs keep it. 404 when there is none, 409 for the default agent.
    @Transactional
    public void delete(String id) {
        AgentView old = agents.lock(id).orElseThrow(() -> ProblemException.notFound("agent", id));
        if (old.name().equals(DefaultAgent.NAME)) {
            throw new ProblemException(
                    ProblemCode.DEFAULT_AGENT,
                    "The agent " + DefaultAgent.NAME
                            + " stays, as submissions without agent_id use it; change it or pause it instead.");
        }
        if (!agents.delete(old.id())) {
            throw new IllegalStateException(old.id() + " was deleted while it was locked");
        }
    }

    private void refuseUnknown(List<String> repositories) {
        List<String> unknown = agents.unknownRepositories(repositories);
        if (!unknown.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.UNKNOWN_REPOSITORY,
                    "The repository " + unknown.getFirst() + " in repository_ids is not registered; "
                            + "register it with POST /v1/repositories.");
        }
    }
}
