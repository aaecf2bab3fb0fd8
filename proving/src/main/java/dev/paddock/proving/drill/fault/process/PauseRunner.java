package dev.paddock.proving.drill.fault.process;

import dev.paddock.proving.drill.check.WorkCheck.Work;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// SIGSTOP to a runner until its lease is over, then SIGCONT.
public final class PauseRunner implements Fault {

    private static final Duration CLAIMED = Duration.ofMinutes(1);
    private static final Duration TOLD = Duration.ofSeconds(20);
    private static final Duration WORK = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "pause-runner";
    }

    @Override
    public String expectation() {
        return "everything it sends afterwards is answered with 409 lease_lost, and each run has one result";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        Runner victim = trial.one(stage.cast().simulated());
        AtomicReference<List<String>> held = new AtomicReference<>(List.of());
        boolean works = Wait.until(CLAIMED, () -> {
            stage.submitWork(WORK);
            held.set(Tasks.runsOf(stage, victim.id()));
            return !held.get().isEmpty();
        });
        trial.expect(works, victim.id() + " did not get a task within " + CLAIMED.toSeconds() + " s");
        victim.program().pause();
        // What it had reached the server with before it stood still may yet end.
        long paused = System.nanoTime();
        Thread.sleep(200);
        List<String> runs = Tasks.runsOf(stage, victim.id());
        boolean elsewhere = Wait.until(stage.pace().elsewhere(), () -> Tasks.areElsewhere(stage, runs, victim.id()));
        trial.recovered(Wait.since(paused));
        Thread.sleep(stage.pace().of(5));
        victim.program().resume();
        trial.expect(elsewhere, "what " + victim.id() + " had was not all elsewhere within a lease: " + runs);
        boolean told = Wait.until(TOLD, () -> unrefused(trial, victim, runs).isEmpty());
        trial.expect(
                told, "a runner that woke up was not told that its lease is lost: " + unrefused(trial, victim, runs));
    }

    /// Its claims on these runs whose result was not refused as it should be.
    private static List<Work> unrefused(Trial trial, Runner victim, List<String> runs) throws IOException {
        return trial.work().read().values().stream()
                .filter(work -> work.runner().equals(victim.id()) && runs.contains(work.run()))
                .filter(work -> !work.answer().equals("lease_lost"))
                .toList();
    }
}
