package dev.paddock.standalone.client;

import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.terminal.Printable;
import java.io.IOException;
import java.util.List;

/// Finds what people call by its name, where the control plane takes an id.
public final class Names {

    private static final int LARGEST_PAGE = 100;

    private final Connection connection;

    public Names(Connection connection) {
        this.connection = connection;
    }

    private record Named(String id, String name) {}

    private record Page(List<Named> data) {}

    /// The id of the review agent that `text` names or is the id of; throws [UsageError] when there is none.
    public String agent(String text) throws IOException, InterruptedException {
        if (text.startsWith("agent_")) {
            return text;
        }
        for (int page = 1; ; page++) {
            String path = "/v1/agents" + new Query().with("page", page).with("per_page", LARGEST_PAGE);
            List<Named> agents = Json.read(connection.get(path), Page.class).data();
            var found =
                    agents.stream().filter(agent -> agent.name().equals(text)).findFirst();
            if (found.isPresent()) {
                return found.get().id();
            }
            if (agents.size() < LARGEST_PAGE) {
                throw new UsageError("No review agent is called \"%s\"; check --agent.".formatted(Printable.of(text)));
            }
        }
    }

    /// The id of the repository that `text` names or is the id of; throws [UsageError] when there is none.
    public String repository(String text) throws IOException, InterruptedException {
        if (text.startsWith("repo_")) {
            return text;
        }
        for (Named repository : Json.read(connection.get("/v1/repositories"), Named[].class)) {
            if (repository.name().equals(text)) {
                return repository.id();
            }
        }
        throw new UsageError("No repository is called \"%s\"; check --repository.".formatted(Printable.of(text)));
    }
}
