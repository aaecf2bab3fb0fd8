package dev.paddock.proving.drill.fault.calls;

import dev.paddock.model.task.TaskPhase;
import dev.paddock.proving.drill.check.WorkCheck.Work;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Signal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Cancellations while a run waits, in every phase of its task, and in the middle of real reviews, one of which ignores
/// SIGTERM.
public final class CancelPhases implements Fault {

    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration CLAIMED = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "cancel";
    }

    @Override
    public String expectation() {
        return "the run is cancelled at once, its reviewer is gone within the grace time, also one that ignores SIGTERM, a late"
                + " result gets 409";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        var waiting = new HashMap<>(stage.simulatedRun());
        waiting.put("not_before", Instant.now().plusSeconds(3600).toString());
        cancel(stage, trial, stage.submissions().submit(waiting, number -> Script.work(Duration.ZERO, number)));
        for (TaskPhase phase : TaskPhase.values()) {
            cancelIn(stage, trial, phase);
        }
        cancelReview(stage, trial, false);
        cancelReview(stage, trial, true);
    }

    private static void cancelIn(Stage stage, Trial trial, TaskPhase phase) throws Exception {
        String run = stage.submissions().submit(stage.simulatedRun(), number -> Script.stay(phase, number));
        boolean there = Wait.until(CLAIMED, () -> Tasks.states(stage, run).equals(List.of(phase.wire())));
        trial.expect(there, "a run did not come to " + phase.wire() + ": " + Tasks.states(stage, run));
        cancel(stage, trial, run);
        Duration limit = stage.pace().heartbeat().plus(stage.pace().slack());
        long cancelled = System.nanoTime();
        boolean refused = Wait.until(limit, () -> isRefused(trial, run));
        trial.expect(refused, "a result after a cancellation in %s was not refused".formatted(phase.wire()));
        trial.recovered(Wait.since(cancelled));
    }

    private static boolean isRefused(Trial trial, String run) throws IOException {
        return trial.work().read().values().stream()
                .filter(work -> work.run().equals(run))
                .map(Work::answer)
                .anyMatch("lease_lost"::equals);
    }

    private static void cancel(Stage stage, Trial trial, String run) throws Exception {
        trial.expect(stage.submissions().cancel(run), run + " could not be cancelled");
        String status = stage.api()
                .get(trial.one(stage.replicas()).url(), "/v1/runs/" + run)
                .text("status");
        trial.expect(status.equals("cancelled"), run + " is " + status + " after it was cancelled");
    }

    /// @param deaf whether the reviewer hears nothing, so that SIGTERM does not end it: it stands still
    private static void cancelReview(Stage stage, Trial trial, boolean deaf) throws Exception {
        String run = stage.submitReal(stage.repository().heavy());
        Wait.until(CLAIMED, () -> !Tasks.holder(stage, run).isEmpty());
        String holder = Tasks.holder(stage, run);
        List<ProcessHandle> reviewers = new ArrayList<>();
        for (Runner agent : stage.cast().agents()) {
            if (agent.id().equals(holder)) {
                reviewers.addAll(Tasks.awaitReviewers(stage, agent, run));
            }
        }
        trial.expect(!reviewers.isEmpty(), "a review did not begin: " + Tasks.states(stage, run));
        if (deaf) {
            reviewers.forEach(reviewer -> Signal.send("STOP", reviewer.pid()));
        }
        cancel(stage, trial, run);
        long cancelled = System.nanoTime();
        Duration limit = STOP.plus(stage.pace().heartbeat()).plus(stage.pace().slack());
        boolean gone = Wait.until(limit, () -> reviewers.stream().noneMatch(ProcessHandle::isAlive));
        trial.expect(
                gone,
                "a reviewer%s was still there %d s after its run was cancelled"
                        .formatted(deaf ? " that ignores SIGTERM" : "", limit.toSeconds()));
        trial.recovered(Wait.since(cancelled));
    }
}
