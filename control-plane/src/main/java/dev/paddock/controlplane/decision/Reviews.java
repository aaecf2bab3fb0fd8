package dev.paddock.controlplane.decision;

import dev.paddock.controlplane.audit.AuditNotes;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.details.RunReader;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What both paths to a run's review do: the one of the runs, and the one of the reports.
@Singleton
class Reviews {

    /// How many entries of a trail are read at once: each may have a long note.
    private static final int PART = 50;

    private final ReviewRun review;
    private final DecisionStore decisions;
    private final RunReader runs;
    private final Origins origins;

    Reviews(ReviewRun review, DecisionStore decisions, RunReader runs, Origins origins) {
        this.review = review;
        this.decisions = decisions;
        this.runs = runs;
        this.origins = origins;
    }

    /// Records the decision of the call being answered.
    ReviewReply decide(String id, @Nullable ReviewRequest body) {
        ReviewRequest request = ReviewRequest.checked(body);
        RunId run = RunId.parse(id).orElseThrow(() -> ProblemException.notFound("run", id));
        Origin by = origins.current();
        ReviewRun.Reviewed reviewed = review.review(run, request, by.actor(), by.address());
        AuditNotes.note("state", request.decided().wire());
        if (!reviewed.promoted().isEmpty()) {
            AuditNotes.note("promoted", reviewed.promoted().size());
        }
        return new ReviewReply(reviewed.decision(), reviewed.promoted());
    }

    /// Every decision so far.
    ReviewTrail trail(String id) {
        RunId run = RunId.parse(id).filter(runs::isThere).orElseThrow(() -> ProblemException.notFound("run", id));
        ReviewState state = decisions.newest(run).orElse(ReviewState.PENDING);
        List<Decision> oldest = decisions.trail(run, 0, PART);
        return new ReviewTrail(
                state,
                () -> Stream.iterate(oldest, part -> !part.isEmpty(), part -> behind(run, part))
                        .flatMap(List::stream)
                        .iterator());
    }

    private List<Decision> behind(RunId run, List<Decision> part) {
        return part.size() < PART
                ? List.of()
                : decisions.trail(run, part.getLast().no(), PART);
    }
}
