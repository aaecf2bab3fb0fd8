package dev.paddock.standalone.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.RepeatedCall;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock review`: what a person decides about a run.
@Command(
        name = "review",
        description = "Decides about a run that has ended; the newest decision counts.",
        mixinStandardHelpOptions = true)
public final class ReviewCommand implements Callable<Integer> {

    /// What can be decided.
    enum Decision {
        APPROVE("approved"),
        REJECT("rejected"),
        PENDING("pending");

        private final String state;

        Decision(String state) {
            this.state = state;
        }
    }

    static final class Decisions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("approve", "reject", "pending").iterator();
        }
    }

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Parameters(
            index = "1",
            paramLabel = "DECISION",
            completionCandidates = Decisions.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String decision = "";

    @Option(names = "--note", paramLabel = "TEXT", description = "Kept with the decision.")
    private @Nullable String note;

    @Option(
            names = "--promote",
            description = "With approve: what the report shows becomes the newest version of its baselines.")
    private boolean promote;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        Decision decided = decided();
        Map<String, Object> body = new HashMap<>(Map.of("state", decided.state));
        if (note != null) {
            body.put("note", note);
        }
        if (promote) {
            body.put("promote", true);
        }
        boolean client = server.hasClient();
        String path = (client ? "/api/v1/runs/" : "/v1/runs/") + id + "/review";
        byte[] json = Json.line(body).getBytes(StandardCharsets.UTF_8);
        String key = UUID.randomUUID().toString();
        try (var connection = client ? server.connectForReports() : server.connect()) {
            String reply =
                    RepeatedCall.answer(() -> connection.post(path, json, key)).body();
            if (output.json()) {
                output.document(reply);
            } else {
                output.say("The run " + id + " is " + decided.state + ".");
                promoted(Json.tree(reply).path("promoted"));
            }
        }
        return 0;
    }

    private Decision decided() {
        Decision decided = switch (decision) {
            case "approve", "approved" -> Decision.APPROVE;
            case "reject", "rejected" -> Decision.REJECT;
            case "pending" -> Decision.PENDING;
            default -> throw new UsageError("A run is decided about with approve, reject or pending.");
        };
        if (promote && decided != Decision.APPROVE) {
            throw new UsageError("Only what is approved becomes a baseline; give --promote with approve.");
        }
        return decided;
    }

    private void promoted(JsonNode all) {
        all.forEach(one -> output.say("%s (%s) %s version %d"
                .formatted(
                        one.path("target").asText(),
                        one.path("kind").asText(),
                        one.path("deduped").asBoolean() ? "has been" : "is now",
                        one.path("version").asInt())));
        if (promote && all.isEmpty()) {
            output.remark("The run has nothing that could become a baseline.");
        }
    }
}
