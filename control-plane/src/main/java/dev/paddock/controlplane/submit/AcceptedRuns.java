package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.memory.LargeBodies;
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
    private final LargeBodies large;
    private final GroupCommit<RunId, RunReader.Sized> reads;

    AcceptedRuns(RunReader reader, LargeBodies large) {
        this.reader = reader;
        this.large = large;
        this.reads = GroupCommit.start("accepted", TOGETHER, this::read);
    }

    void stop(@Observes ShutdownEvent event) {
        reads.close();
    }

    /// 202 with the run and its `Location`. One that was accepted before may have ended, with many findings: 503 when
    /// others read large things for long.
    Response reply(RunId id) {
        RunReader.Sized accepted = reads.ask(id);
        RunView run = accepted.run();
        if (run == null) {
            large.reserveForText(accepted.bytes());
            run = reader.find(id).orElseThrow();
        }
        return Response.accepted(run).location(URI.create("/v1/runs/" + id)).build();
    }

    private List<RunReader.Sized> read(List<RunId> ids) {
        Map<RunId, RunReader.Sized> runs =
                reader.findTogether(ids.stream().distinct().toList());
        return ids.stream().map(id -> Objects.requireNonNull(runs.get(id))).toList();
    }
}
