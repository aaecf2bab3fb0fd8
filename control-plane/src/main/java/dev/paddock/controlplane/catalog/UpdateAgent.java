package dev.paddock.controlplane.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes a review agent under its row's lock, so that nobody admits a task by the old settings afterwards.
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

    /// The agent with `patch` over it. 404 when there is none, 400 naming what is refused.
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
        return agents.update(wanted).orElseThrow(() -> ProblemException.invalid("name", "is taken by another agent"));
    }
}
