package dev.paddock.standalone.runs;

import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Changes;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Patience;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock runs watch`: follows a run to its end, and ends as its gate says.
@Command(
        name = "watch",
        description = "Follows a run to its end; the exit code is the verdict.",
        mixinStandardHelpOptions = true,
        footer = {"", Ending.CODES_1, Ending.CODES_2})
final class WatchCommand implements Callable<Integer> {

    private static final Duration GATE = Duration.ofMinutes(1);

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "24h",
            description = "How long the command waits, such as 30m (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofDays(1);

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        var patience = Patience.of("--timeout", timeout);
        try (var connection = server.connect()) {
            Optional<String> end = new WatchRun(connection, id).toTheEnd(patience, this::tell);
            Ending ending = end.isPresent() ? judged(connection, end.get()) : Ending.waitRanOut();
            if (output.json()) {
                output.document(end.isPresent() ? end.get() : connection.get("/v1/runs/" + id));
                output.remark(ending.sentence());
            } else {
                output.say(ending.sentence());
            }
            return ending.code();
        }
    }

    /// The run has ended: its gate is asked for longer than the command was to wait, if need be.
    private static Ending judged(Connection connection, String details) throws IOException, InterruptedException {
        var view = Json.read(details, RunView.class);
        var gate = new Changes(connection, PaddockClient.gatePath(view.id())).next(Patience.of(GATE));
        return gate.isEmpty() ? Ending.waitRanOut() : Ending.of(Json.read(gate.get(), GateView.class), view);
    }

    private void tell(RunView view) {
        if (output.json()) {
            return;
        }
        String phase = view.phase() == null ? "" : ", " + view.phase();
        String attempt = view.attempt() > 1 ? ", attempt " + view.attempt() : "";
        String time = Moments.exact(Instant.now()) + "  ";
        output.say(RunTable.colour(view.status()), time, view.status().wire(), phase + attempt);
    }
}
