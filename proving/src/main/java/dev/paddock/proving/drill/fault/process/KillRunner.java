package dev.paddock.proving.drill.fault.process;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// kill −9 to a runner in mid-task, and to an agent in mid-review.
public final class KillRunner implements Fault {

    private static final Duration CLAIMED = Duration.ofMinutes(1);
    private static final int TRIES = 8;
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /// An agent looks for what an earlier life of it left before it registers.
    private static final Duration REAPED = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "kill-runner";
    }

    @Override
    public String expectation() {
        return "its tasks run elsewhere within lease + sweep + 4 s; its containers are removed by the next agent";
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        kill(stage, trial, trial.one(stage.cast().simulated()));
        // While the other agent lives: two at once would be no free runner.
        kill(stage, trial, trial.one(stage.cast().agents()));
    }

    private static void kill(Stage stage, Trial trial, Runner victim) throws Exception {
        boolean simulated = stage.cast().simulated().contains(victim);
        List<ProcessHandle> reviewers = simulated ? List.of() : reviewers(stage, victim);
        boolean works = simulated ? works(stage, victim) : !reviewers.isEmpty();
        trial.expect(works, victim.id() + " did not get a task");
        trial.moment(simulated ? MOMENT.dividedBy(4) : MOMENT);
        victim.program().kill();
        long killed = System.nanoTime();
        List<String> runs = Tasks.runsOf(stage, victim.id());
        boolean elsewhere = Wait.until(stage.pace().elsewhere(), () -> Tasks.areElsewhere(stage, runs, victim.id()));
        Duration took = Wait.since(killed);
        trial.expect(
                elsewhere,
                "what %s worked on was not all elsewhere %d ms after its death: %s"
                        .formatted(victim.id(), took.toMillis(), runs));
        trial.recovered(took);
        stage.cast().restart(victim);
        boolean reaped = Wait.until(REAPED, () -> reviewers.stream().noneMatch(ProcessHandle::isAlive));
        trial.expect(
                reaped,
                "a reviewer of %s was still there %d s after its next start"
                        .formatted(victim.id(), REAPED.toSeconds()));
    }

    private static boolean works(Stage stage, Runner victim) throws InterruptedException {
        return Wait.until(CLAIMED, () -> {
            if (Tasks.runsOf(stage, victim.id()).isEmpty()) {
                String id = stage.submitWork(WORK);
                return Wait.until(WORK, () -> Tasks.holder(stage, id).equals(victim.id()));
            }
            return true;
        });
    }

    /// Gives `agent` a long review; what does it, nothing when the other agents take all.
    private static List<ProcessHandle> reviewers(Stage stage, Runner agent) throws SQLException, InterruptedException {
        List<ProcessHandle> found = List.of();
        for (int i = 0; i < TRIES && found.isEmpty(); i++) {
            String run = stage.submitReal(stage.repository().heavy());
            if (Wait.until(CLAIMED, () -> !Tasks.holder(stage, run).isEmpty())
                    && Tasks.holder(stage, run).equals(agent.id())) {
                found = Tasks.awaitReviewers(stage, agent, run);
            } else {
                // Who got it must be free for what the victim leaves behind.
                stage.submissions().cancel(run);
            }
        }
        return found;
    }
}
