package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.baseline.PromoteRun;
import dev.paddock.controlplane.baseline.Promoted;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.event.EventStore;
import dev.paddock.controlplane.event.UrgentEvent;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records what somebody decides about an ended run.
@Singleton
class ReviewRun {

    /// A decision that was recorded, and the baselines that it made.
    record Reviewed(Decision decision, List<Promoted> promoted) {}

    private final RunStore runs;
    private final RunReader reader;
    private final DecisionStore decisions;
    private final EventStore events;
    private final PromoteRun promote;
    private final Event<UrgentEvent> urgent;

    ReviewRun(
            RunStore runs,
            RunReader reader,
            DecisionStore decisions,
            EventStore events,
            PromoteRun promote,
            Event<UrgentEvent> urgent) {
        this.reader = reader;
        this.promote = promote;
        this.runs = runs;
        this.decisions = decisions;
        this.events = events;
        this.urgent = urgent;
    }

    /// The new entry of the trail, and what became of the candidates of an approved report that is to be promoted. 404;
    /// 409 while the run has not ended, 410 when what is to be promoted was deleted for its age.
    @Transactional
    public Reviewed review(RunId id, ReviewRequest request, String by, @Nullable String from) {
        RunStore.Locked run = runs.lock(id).orElseThrow(() -> ProblemException.notFound("run", id.value()));
        if (!run.status().isTerminal()) {
            throw new ProblemException(
                    ProblemCode.RUN_NOT_FINISHED,
                    "The run " + id + " is " + run.status().wire() + "; review it when it has ended.");
        }
        ReviewState state = request.decided();
        Decision decision = decisions.add(id, state, request.note(), by, from);
        List<Promoted> promoted = List.of();
        if (state == ReviewState.APPROVED && Boolean.TRUE.equals(request.promote())) {
            if (run.ingested()) {
                reader.expectKept(id, "report");
            }
            promoted = promote.promote(id, by);
        }
        events.append(id, runs.raise(id), new RunEvent.Reviewed(state.wire()));
        urgent.fire(new UrgentEvent());
        return new Reviewed(decision, promoted);
    }
}
