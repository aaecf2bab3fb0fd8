package dev.paddock.standalone.upload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Patience;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock upload`: sends a folder of test results, of which a report is made.
@Command(
        name = "upload",
        description = "Sends the test results in a folder, of which the server makes a report.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 sent, or with --wait: the report is there; 1 its quality gate is not passed, 2 wrong usage,",
            "3 could not be done or not reachable, 4 not allowed, 6 the time of the command is over."
        })
public final class UploadCommand implements Callable<Integer> {

    /// The largest archive that goes in one call, in bytes.
    private static final long WHOLE = 50L << 20;

    @Parameters(paramLabel = "DIR", description = "The folder that the tests wrote their results to.")
    private @Nullable Path folder;

    @Option(names = "--env", required = true, paramLabel = "ID", description = "The environment.")
    private @Nullable String environment;

    @Option(names = "--project", required = true, paramLabel = "ID", description = "The project in it.")
    private @Nullable String project;

    @Option(names = "--build", required = true, paramLabel = "ID", description = "What the build is to be called.")
    private @Nullable String build;

    @Option(names = "--wait", description = "Waits for the report.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long --wait waits, such as 600, 10m or 2h (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofHours(1);

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var target = new Target(
                Objects.requireNonNull(environment), Objects.requireNonNull(project), Objects.requireNonNull(build));
        var patience = Patience.of("--timeout", timeout);
        try (var connection = server.connect()) {
            String id = send(connection, target, Objects.requireNonNull(folder));
            if (!wait) {
                return sent(target, id);
            }
            return watched(new WatchUpload(connection, target, id).toTheEnd(patience));
        }
    }

    private String send(Connection connection, Target target, Path folder) throws IOException, InterruptedException {
        ResultFolder results = ResultFolder.of(folder);
        if (results.leftOut() > 0) {
            output.remark("%s has folders or links (%d), which are left out: reports are made of its own files."
                    .formatted(folder, results.leftOut()));
        }
        try (var archive = ResultArchive.of(results, ResultArchive.MOST)) {
            return archive.size() > WHOLE
                    ? new SendChunks(connection).send(target, archive)
                    : new SendWhole(connection).send(target, archive);
        }
    }

    private int sent(Target target, String id) throws IOException {
        if (output.json()) {
            output.document(Map.of("uploadId", id));
        } else {
            output.say("Sent: the results of " + target + "; the server makes their report.");
        }
        return Ending.PASSED;
    }

    private int watched(Optional<JsonNode> ended) throws IOException {
        if (ended.isEmpty()) {
            output.remark("Not finished: the time that this command waits ran out; the server goes on.");
            return Ending.TIMED_OUT;
        }
        JsonNode made = ended.get();
        boolean refused = made.path("qualityGate").path("passed").isBoolean()
                && !made.path("qualityGate").path("passed").asBoolean();
        String sentence = "%s. Tests: %d passed, %d failed, %d skipped."
                .formatted(
                        refused ? "The quality gate is not passed" : "Done",
                        made.path("passed").asInt(),
                        made.path("failed").asInt(),
                        made.path("skipped").asInt());
        if (output.json()) {
            output.document(made);
            output.remark(sentence);
        } else {
            output.say(sentence);
            output.say(made.path("reportUrl").asText());
        }
        return refused ? Ending.FAILED : Ending.PASSED;
    }
}
