package dev.paddock.standalone.runs;

import dev.paddock.model.run.QueueView;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.FindingsTable;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `./paddock runs view`: one run, with what was found.
@Command(name = "view", description = "Shows a run and what was found.", mixinStandardHelpOptions = true)
final class ViewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        try (var connection = server.connect()) {
            String reply = connection.get("/v1/runs/" + id);
            if (output.json()) {
                output.document(reply);
                return 0;
            }
            var view = Json.read(reply, RunView.class);
            QueueView queue = view.status().isTerminal() || view.phase() != null
                    ? null
                    : Json.read(connection.get("/v1/runs/" + id + "/queue"), QueueView.class);
            output.lines(RunDetails.of(view, queue, Instant.now()).lines(output.terminal()));
            var results = view.results();
            if (results != null && !results.issues().isEmpty()) {
                output.lines(List.of(""));
                output.lines(new FindingsTable(output.terminal()).lines(results.issues()));
            }
        }
        return 0;
    }
}
