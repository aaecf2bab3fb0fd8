package dev.paddock.standalone.keys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock keys create`: prints the key, which nobody can show again.
@Command(name = "create", description = "Makes an API key and prints it, this once.", mixinStandardHelpOptions = true)
final class KeyCreateCommand implements Callable<Integer> {

    /// For help and completion; the control plane judges what is given.
    static final class Roles implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("viewer", "developer", "runner", "enrolment", "admin")
                    .iterator();
        }
    }

    @Parameters(paramLabel = "NAME", description = "What people call it.")
    private @Nullable String name;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            completionCandidates = Roles.class,
            description = "What it may do: ${COMPLETION-CANDIDATES}.")
    private @Nullable String role;

    @Option(
            names = "--repository",
            paramLabel = "REPOSITORY",
            description = "Limits it to a repository, by id, name or clone URL; may be repeated.")
    private List<String> repositories = List.of();

    @Option(names = "--project", paramLabel = "PROJECT", description = "Limits it to a project; may be repeated.")
    private List<String> projects = List.of();

    @Option(names = "--expires", paramLabel = "TIME", description = "When it ends: a time, or a span such as 90d.")
    private @Nullable String expires;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Map<String, Object> body = body();
        try (var connection = server.connectAsUser()) {
            String reply = connection.post(KeysCommand.PATH, body).body();
            if (output.json()) {
                output.document(reply);
                return 0;
            }
            JsonNode created = Json.tree(reply);
            output.say(created.path("plaintext").asText());
            output.remark("The key %s (%s) is shown this once; keep it where only its user can read it."
                    .formatted(
                            created.path("key").path("name").asText(),
                            created.path("key").path("id").asText()));
        }
        return 0;
    }

    private Map<String, Object> body() {
        var body = new HashMap<String, Object>();
        body.put("name", Objects.requireNonNull(name));
        body.put("role", Objects.requireNonNull(role));
        if (expires != null) {
            body.put("expiresAt", Moments.future("--expires", expires, Instant.now()));
        }
        if (!repositories.isEmpty() || !projects.isEmpty()) {
            body.put("scope", Map.of("repositories", repositories, "projects", projects));
        }
        return body;
    }
}
