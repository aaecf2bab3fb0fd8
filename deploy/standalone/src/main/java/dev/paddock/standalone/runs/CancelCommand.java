package dev.paddock.standalone.runs;

import dev.paddock.model.run.RunId;
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

/// `./paddock runs cancel`.
@Command(
        name = "cancel",
        description = "Cancels a run that has not ended; repeating it is fine.",
        mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Kept with the run.")
    private @Nullable String reason;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        try (var connection = server.connect()) {
            var reply = connection.post("/v1/runs/" + id + "/cancel", reason == null ? null : Map.of("reason", reason));
            if (output.json()) {
                output.document(reply.body());
            } else {
                output.say("The run " + id + " is cancelled.");
            }
        }
        return 0;
    }
}
