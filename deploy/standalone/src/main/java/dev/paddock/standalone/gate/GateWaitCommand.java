package dev.paddock.standalone.gate;

import dev.paddock.model.run.GateView;
import dev.paddock.model.run.RunId;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Changes;
import dev.paddock.standalone.client.PaddockClient;
import dev.paddock.standalone.client.Patience;
import dev.paddock.standalone.client.Verdict;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Ending;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock gate wait`: returns when the gate has its verdict.
@Command(
        name = "wait",
        description = "Waits for the verdict on a run, which is the exit code.",
        mixinStandardHelpOptions = true,
        footer = {"", Ending.CODES_1, Ending.CODES_2})
final class GateWaitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private @Nullable RunId run;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long the command waits, such as 600, 10m or 2h (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofHours(1);

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunId id = Objects.requireNonNull(run);
        var patience = Patience.of("--timeout", timeout);
        try (var connection = server.connect()) {
            String gate = Verdict.last(new Changes(connection, PaddockClient.gatePath(id)), patience);
            Ending ending = ending(gate);
            if (output.json()) {
                output.document(gate);
                output.remark(ending.sentence());
            } else {
                output.say(ending.sentence());
            }
            return ending.code();
        }
    }

    private static Ending ending(String gate) throws IOException {
        return Verdict.isFinal(gate) ? GateEnding.of(Json.read(gate, GateView.class)) : Ending.waitRanOut();
    }
}
