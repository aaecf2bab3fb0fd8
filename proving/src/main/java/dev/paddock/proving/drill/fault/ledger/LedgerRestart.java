package dev.paddock.proving.drill.fault.ledger;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.load.Api;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Replica;
import java.io.IOException;
import java.time.Duration;

/// PostgreSQL stopped or killed, and started.
public final class LedgerRestart implements Fault {

    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final Duration BACK = Duration.ofSeconds(10);
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return "ledger-restart";
    }

    @Override
    public String expectation() {
        return "503 with Retry-After meanwhile, liveness unaffected, recovered within 10 s";
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        if (trial.number() % 2 == 0) {
            stage.site().database().stop();
        } else {
            stage.site().database().kill();
        }
        try {
            Thread.sleep(AWAY);
            for (Replica replica : stage.replicas()) {
                look(stage, trial, replica);
            }
        } finally {
            stage.site().database().start();
        }
        long back = System.nanoTime();
        stage.submitWork(Duration.ZERO);
        Duration took = Wait.since(back);
        Duration limit = BACK.plus(stage.pace().slack()).minusSeconds(5);
        trial.expect(
                took.compareTo(limit) < 0,
                "a run was accepted only " + took.toMillis() + " ms after the ledger was back");
        trial.recovered(took);
    }

    private static void look(Stage stage, Trial trial, Replica replica) throws IOException, InterruptedException {
        Api.Answer answer = stage.api().get(replica.url(), "/v1/runs/run_00000000000000000000000000");
        trial.expect(answer.status() == UNAVAILABLE, "without the ledger a call was answered with " + answer.status());
        Api.Answer live = stage.api().get(replica.management(), "/q/health/live");
        trial.expect(live.isOk(), "without the ledger " + replica.program().name() + " says that it is not alive");
    }
}
