package dev.paddock.standalone.runners;

import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.runner.RunnerView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.server.ServerOptions;
import dev.paddock.standalone.terminal.Moments;
import dev.paddock.standalone.terminal.Output;
import dev.paddock.standalone.terminal.Table;
import dev.paddock.standalone.terminal.Table.Cell;
import dev.paddock.standalone.terminal.Terminal.Colour;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `./paddock runners list`.
@Command(name = "list", description = "Lists runners, the one heard of last first.", mixinStandardHelpOptions = true)
final class RunnerListCommand implements Callable<Integer> {

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    /// The reply, as documented.
    private record Listing(List<RunnerView> data) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var connection = server.connect()) {
            String reply = connection.get("/api/runners");
            if (output.json()) {
                output.document(reply);
            } else {
                output.table(table(Json.read(reply, Listing.class).data(), Instant.now()), "No runners.");
            }
        }
        return 0;
    }

    private static Table table(List<RunnerView> runners, Instant now) {
        var table = new Table("RUNNER", "STATUS", "JOBS", "TAGS", "NAME", "VERSION", "HEARTBEAT")
                .without("VERSION", "NAME");
        for (RunnerView runner : runners) {
            table.row(
                    Cell.of(runner.id()),
                    new Cell(status(runner), colour(runner.status())),
                    Cell.of(runner.currentJobs() + "/" + runner.maxConcurrency()),
                    Cell.of(String.join(",", runner.tags())),
                    Cell.of(runner.name()),
                    Cell.of(runner.version()),
                    Cell.of(Moments.ago(runner.lastHeartbeatAt(), now)));
        }
        return table;
    }

    private static String status(RunnerView runner) {
        return runner.status().wire() + (runner.draining() ? ", draining" : "");
    }

    private static Colour colour(RunnerStatus status) {
        return switch (status) {
            case ONLINE -> Colour.GOOD;
            case BUSY -> Colour.BUSY;
            case OFFLINE -> Colour.FAINT;
        };
    }
}
