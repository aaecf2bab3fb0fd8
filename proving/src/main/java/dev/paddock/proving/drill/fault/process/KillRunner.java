package dev.paddock.proving.drill.fault.process;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.time.Duration;
import java.util.List;

/// kill −9 to a runner in mid-task, and to an agent in mid-review.
public final class KillRunner implements Fault {

    private static final Duration CLAIMED = Duration.ofSeconds(20);
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration MOMENT = Duration.ofSeconds(1);

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
        kill(stage, trial, trial.one(stage.simulated()));
        // While the other agent lives: two at once would be no free runner.
        kill(stage, trial, trial.one(stage.agents()));
    }

    private static void kill(Stage stage, Trial trial, Runner victim) throws Exception {
        boolean simulated = stage.simulated().contains(victim);
        boolean works = Wait.until(CLAIMED, () -> {
            if (Tasks.runsOf(stage, victim.id()).isEmpty()) {
                String id = simulated
                        ? stage.submitWork(WORK)
                        : stage.submitReal(stage.repository().heavy());
                return Wait.until(WORK, () -> Tasks.holder(stage, id).equals(victim.id()));
            }
            return true;
        });
        trial.expect(works, victim.id() + " did not get a task within " + CLAIMED.toSeconds() + " s");
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
        stage.restart(victim);
    }
}
