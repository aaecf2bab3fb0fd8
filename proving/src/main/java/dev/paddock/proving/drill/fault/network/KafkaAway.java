package dev.paddock.proving.drill.fault.network;

import dev.paddock.model.task.TaskPhase;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.net.URI;
import java.time.Duration;

/// Kafka killed, away for two minutes, and back.
public final class KafkaAway implements Fault {

    @Override
    public String name() {
        return "kafka-away";
    }

    @Override
    public String expectation() {
        return "submissions, claims, cancellations, gates and results go on; the events come in order afterwards";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        stage.site().broker().program().kill();
        long away = System.nanoTime();
        Duration limit = stage.pace().drained();
        String done = stage.submitWork(Duration.ZERO);
        URI server = trial.one(stage.replicas()).url();
        boolean passed = Wait.until(
                limit,
                () -> stage.api()
                        .get(server, "/external/integration/cicd/runs/" + done)
                        .text("status")
                        .equals("passed"));
        trial.expect(passed, "without Kafka the gate of a new run was not passed within " + limit.toSeconds() + " s");
        String kept =
                stage.submissions().submit(stage.simulatedRun(), number -> Script.stay(TaskPhase.REVIEWING, number));
        boolean claimed = Wait.until(limit, () -> !Tasks.holder(stage, kept).isEmpty());
        trial.expect(claimed, "without Kafka a run was not claimed within " + limit.toSeconds() + " s");
        trial.expect(stage.submissions().cancel(kept), "without Kafka a run could not be cancelled");
        Duration rest = stage.pace().of(120).minus(Wait.since(away));
        if (rest.isPositive()) {
            Thread.sleep(rest);
        }
        stage.site().broker().start();
    }
}
