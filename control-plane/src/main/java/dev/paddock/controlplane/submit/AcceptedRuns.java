package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.run.RunReader;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunView;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The replies to accepted submissions: one read for all that were accepted together.
@Singleton
class AcceptedRuns {

    private static final int TOGETHER = 128;

    private final RunReader reader;
    private final GroupCommit<RunId, RunView> reads;

    AcceptedRuns(RunReader reader) {
        this.reader = reader;
        this.reads = GroupCommit.start("accepted", TOGETHER, this::read);
    }

    void stop(@Observes ShutdownEvent event) {
        reads.close();
    }

    /// 202 with the run and its `Location`.
    Response reply(RunId id) {
        return Response.accepted(reads.ask(id))
                .location(URI.create("/v1/runs/" + id))
                .build();
    }

    private List<RunView> read(List<RunId> ids) {
        Map<RunId, RunView> runs = reader.findAll(ids.stream().distinct().toList());
        return ids.stream().map(id -> Objects.requireNonNull(runs.get(id))).toList();
    }
}
