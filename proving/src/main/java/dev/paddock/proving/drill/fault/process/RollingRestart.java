package dev.paddock.proving.drill.fault.process;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.site.Program;
import dev.paddock.proving.site.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Everything is stopped in order and started again, one after the other, under load.
public final class RollingRestart implements Fault {

    /// An agent hands back after 30 s what has not ended.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public String expectation() {
        return "nothing is lost, and nobody is answered with a 5xx but 503 with Retry-After";
    }

    private interface Restart {
        void run() throws InterruptedException;
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        List<Restart> turns = new ArrayList<>();
        for (Replica replica : stage.replicas()) {
            turns.add(() -> {
                stop(trial, replica.program());
                replica.start();
            });
        }
        for (Runner runner : List.of(
                trial.one(stage.cast().simulated()), trial.one(stage.cast().agents()))) {
            turns.add(() -> {
                stop(trial, runner.program());
                stage.cast().restart(runner);
            });
        }
        turns.add(() -> {
            stop(trial, stage.site().broker().program());
            stage.site().broker().start();
        });
        Collections.shuffle(turns, trial.random());
        for (Restart turn : turns) {
            turn.run();
        }
    }

    private static void stop(Trial trial, Program program) throws InterruptedException {
        trial.expect(
                program.stop(PATIENCE),
                program.name() + " did not end within " + PATIENCE.toSeconds() + " s of SIGTERM");
    }
}
