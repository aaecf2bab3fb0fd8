package dev.paddock.controlplane.decision;

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
import org.jspecify.annotations.Nullable;

/// Records what somebody decides about an ended run.
@Singleton
class ReviewRun {

    private final RunStore runs;
    private final DecisionStore decisions;
    private final EventStore events;
    private final Event<UrgentEvent> urgent;

    ReviewRun(RunStore runs, DecisionStore decisions, EventStore events, Event<UrgentEvent> urgent) {
        this.runs = runs;
        this.decisions = decisions;
        this.events = events;
        this.urgent = urgent;
    }

    /// The new entry of the trail. 404; 409 while the run has not ended.
    @Transactional
    public Decision review(RunId id, ReviewState state, @Nullable String note, String by, @Nullable String from) {
        RunStore.Locked run = runs.lock(id).orElseThrow(() -> ProblemException.notFound("run", id.value()));
        if (!run.status().isTerminal()) {
            throw new ProblemException(
                    ProblemCode.RUN_NOT_FINISHED,
                    "The run " + id + " is " + run.status().wire() + "; review it when it has ended.");
        }
        Decision decision = decisions.add(id, state, note, by, from);
        events.append(id, runs.raise(id), new RunEvent.Reviewed(state.wire()));
        urgent.fire(new UrgentEvent());
        return decision;
    }
}
