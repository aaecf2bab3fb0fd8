package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.sql.AtStart;
import dev.paddock.controlplane.sql.Ids;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The agent `code-reviewer`, which every installation has and submissions use that name none.
@Singleton
public class DefaultAgent {

    /// Its name.
    public static final String NAME = "code-reviewer";

    static final int TIMEOUT_SECONDS = 1800;
    static final int MAX_ATTEMPTS = 3;

    private static final Map<String, Object> CONFIG = Map.of(
            "review_style",
            "balanced",
            "min_severity",
            "info",
            "gate",
            Map.of("fail_on", "error", "allow_partial", false),
            "ai",
            Map.of());

    private final AgentStore agents;
    private final CatalogConfig config;

    DefaultAgent(AgentStore agents, CatalogConfig config) {
        this.agents = agents;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        AtStart.insist("the agent " + NAME, this::ensure);
    }

    private void ensure() {
        // A name that is taken is this agent from an earlier start; what people made of it stays.
        agents.insert(new AgentView(
                Ids.prefixed("agent"),
                NAME,
                NAME,
                "active",
                List.of(),
                config.reviewerImage(),
                null,
                List.of(0),
                List.of(),
                TIMEOUT_SECONDS,
                MAX_ATTEMPTS,
                null,
                false,
                configWith(null)));
    }

    /// The default settings, with `given` over them.
    static Map<String, @Nullable Object> configWith(@Nullable Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> merged = new TreeMap<>(CONFIG);
        if (given != null) {
            merged.putAll(given);
        }
        return merged;
    }
}
