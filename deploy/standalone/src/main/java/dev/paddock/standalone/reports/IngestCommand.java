package dev.paddock.standalone.reports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Changes;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Patience;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.client.RepeatedCall;
import dev.paddock.standalone.client.Verdict;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Facts;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock report ingest`: sends a report, and waits for the verdict on it where that is wanted.
@Command(
        name = "ingest",
        description = "Sends a report of what was executed elsewhere, and prints its run. Screenshots that the report"
                + " names by their files are sent with it.",
        mixinStandardHelpOptions = true,
        footer = {"", Ending.CODES_1, Ending.CODES_2})
final class IngestCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Parameters(paramLabel = "FILE", description = "The report, in JSON; - for standard input.")
    private String file = STANDARD_INPUT;

    @Option(
            names = "--repository",
            paramLabel = "REPOSITORY",
            description = "Its id, name or clone URL; client credentials have theirs.")
    private @Nullable String repository;

    @Option(names = "--branch", paramLabel = "NAME", description = "The branch that the report is about.")
    private @Nullable String branch;

    @Option(names = "--commit", paramLabel = "SHA", description = "The commit that the report is about.")
    private @Nullable String commit;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Names this report: sent again under the same key within a day, it makes no second run.")
    private String key = UUID.randomUUID().toString();

    @Option(names = "--wait", description = "Waits for the verdict, which is the exit code, and for people in it.")
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
        var patience = Patience.of("--timeout", timeout);
        ReportFile report = file.equals(STANDARD_INPUT)
                ? ReportFile.read("standard input", System.in, Path.of(""))
                : ReportFile.read(Path.of(file));
        try (var connection = server.connectForReports()) {
            String reply = send(connection, report);
            if (!wait) {
                show(reply);
                return 0;
            }
            if (!output.json()) {
                show(reply);
            }
            return verdict(connection, Json.tree(reply).path("run"), patience);
        }
    }

    private String send(Connection connection, ReportFile report) throws IOException, InterruptedException {
        var screenshots = new SendScreenshots(connection, repository).send(report.named());
        if (!report.named().isEmpty()) {
            output.remark("Sent %d of %d screenshots; the server has the others."
                    .formatted(screenshots.sent(), screenshots.different()));
        }
        byte[] body = report.body(branch, commit, screenshots.digests());
        String path = "/api/v1/runs" + new Query().with("repository", repository);
        return RepeatedCall.answer(() -> connection.post(path, body, key)).body();
    }

    private void show(String reply) throws IOException {
        if (output.json()) {
            output.document(reply);
            return;
        }
        JsonNode run = Json.tree(reply).path("run");
        output.lines(new Facts()
                .with("Run", run.path("id").asText())
                .with("Status", run.path("status").asText())
                .with("Review", run.path("reviewState").asText())
                .with("URL", run.path("url").asText())
                .lines(output.terminal()));
    }

    private int verdict(Connection connection, JsonNode run, Patience patience)
            throws IOException, InterruptedException {
        String path = PaddockClient.gatePath(new RunId(run.path("id").asText())) + "?pending=wait";
        String gate = Verdict.last(new Changes(connection, path), patience);
        Ending ending = ReportEnding.of(gate);
        if (output.json()) {
            output.document(Map.of("run", run, "gate", Json.tree(gate)));
            output.remark(ending.sentence());
        } else {
            output.say(ending.sentence());
        }
        return ending.code();
    }
}
