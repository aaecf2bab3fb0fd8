package dev.paddock.standalone.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock runs retry`.
@Command(
        name = "retry",
        description = "Reviews the commit of a run that has ended once more, in a new run, whose id it prints.",
        mixinStandardHelpOptions = true)
final class RetryCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Option(
            names = "--config-override",
            paramLabel = "JSON",
            description = "Goes over the run's settings, such as '{\"review_style\": \"thorough\"}'.")
    private @Nullable String override;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        Object body = override == null ? null : Map.of("config_override", settings(override));
        try (var connection = server.connect()) {
            String reply = connection.post("/v1/runs/" + id + "/retry", body).body();
            if (output.json()) {
                output.document(reply);
            } else {
                output.say(Json.tree(reply).path("new_run_id").asText());
            }
        }
        return 0;
    }

    private static JsonNode settings(String text) {
        try {
            JsonNode settings = Json.tree(text);
            if (settings.isObject()) {
                return settings;
            }
        } catch (JsonProcessingException e) {
            // The same sentence.
        }
        throw new UsageError(
                "--config-override is no JSON object with each member once; give one such as '{\"review_style\": \"thorough\"}'.");
    }
}
