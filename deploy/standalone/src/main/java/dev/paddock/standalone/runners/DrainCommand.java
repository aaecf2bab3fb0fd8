package dev.paddock.standalone.runners;

import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Query;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Output;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./paddock runners drain`.
@Command(
        name = "drain",
        description = "Gives a runner no new tasks, over restarts too; it finishes those it has.",
        mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUNNER", description = "The runner's id.")
    private @Nullable String runner;

    @Option(names = "--undo", description = "The runner gets tasks again.")
    private boolean undo;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String id = Objects.requireNonNull(runner);
        try (var connection = server.connect()) {
            Connection.Answer reply = drain(connection, "/api/runners/" + Query.encoded(id) + "/drain");
            if (output.json()) {
                output.document(reply.body());
            } else {
                output.say("The runner " + id + (undo ? " gets tasks again." : " drains: it gets no new tasks."));
            }
        }
        return 0;
    }

    private Connection.Answer drain(Connection connection, String path) throws IOException, InterruptedException {
        return undo ? connection.delete(path) : connection.post(path, null);
    }
}
