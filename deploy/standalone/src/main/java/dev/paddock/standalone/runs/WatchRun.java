package dev.paddock.standalone.runs;

import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunView;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.client.Changes;
import dev.paddock.standalone.client.Connection;
import dev.paddock.standalone.client.Patience;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Follows one run to its end.
final class WatchRun {

    private final Changes changes;

    WatchRun(Connection connection, RunId run) {
        this.changes = new Changes(connection, "/v1/runs/" + run);
    }

    /// Tells `told` of each change of the run's status, phase or attempt. The details of the run that has ended as
    /// the control plane wrote them; empty when `patience` is over first.
    Optional<String> toTheEnd(Patience patience, Consumer<RunView> told) throws IOException, InterruptedException {
        String known = "";
        while (true) {
            Optional<String> reply = changes.next(patience);
            if (reply.isEmpty()) {
                return Optional.empty();
            }
            var run = Json.read(reply.get(), RunView.class);
            String now = run.status() + " " + run.phase() + " " + run.attempt();
            if (!now.equals(known)) {
                told.accept(run);
                known = now;
            }
            if (run.status().isTerminal()) {
                return reply;
            }
        }
    }
}
