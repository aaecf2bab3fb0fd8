package dev.paddock.proving.drill.fault.process;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Replica;
import java.time.Duration;

/// kill −9 to a replica while it hands out tasks.
public final class KillReplica implements Fault {

    private static final int BURST = 20;
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration SERVES = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "kill-replica";
    }

    @Override
    public String expectation() {
        return "the other replica serves, and what was being claimed is handed out again";
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        Replica victim = trial.one(stage.replicas());
        Replica other = stage.replicas().get(stage.replicas().indexOf(victim) == 0 ? 1 : 0);
        // So that there are claims at every moment.
        for (int i = 0; i < BURST; i++) {
            Thread.ofVirtual().start(() -> submit(stage));
        }
        trial.moment(MOMENT);
        victim.program().kill();
        long killed = System.nanoTime();
        String run = stage.submitWork(Duration.ZERO);
        boolean serves = Wait.until(
                SERVES,
                () -> stage.api()
                        .get(other.url(), "/v1/runs/" + run)
                        .text("status")
                        .equals("success"));
        trial.expect(
                serves, "the replica that was left did not have a new run done within " + SERVES.toSeconds() + " s");
        trial.recovered(Wait.since(killed));
        victim.start();
    }

    private static void submit(Stage stage) {
        try {
            stage.submitWork(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
