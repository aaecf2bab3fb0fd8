package dev.paddock.standalone.client;

import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.terminal.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
        return find("/v1/agents", text)
                .orElseThrow(() -> new UsageError(
                        "No review agent is called \"%s\"; check --agent.".formatted(Printable.of(text))));
    }

    /// The id of the repository that `text` names or is the id of; throws [UsageError] when there is none.
    public String repository(String text) throws IOException, InterruptedException {
        if (text.startsWith("repo_")) {
            return text;
        }
        return find("/v1/repositories", text)
                .orElseThrow(() -> new UsageError(
                        "No repository is called \"%s\"; check --repository.".formatted(Printable.of(text))));
    }

    /// The id of what is called `name` in the list at `path`.
    private Optional<String> find(String path, String name) throws IOException, InterruptedException {
        for (int page = 1; ; page++) {
            String asked = path + new Query().with("page", page).with("per_page", LARGEST_PAGE);
            List<Named> some = Json.read(connection.get(asked), Page.class).data();
            Optional<String> found = some.stream()
                    .filter(one -> one.name().equals(name))
                    .map(Named::id)
                    .findFirst();
            if (found.isPresent() || some.size() < LARGEST_PAGE) {
                return found;
            }
        }
    }
}
