package dev.paddock.proving.drill.fault.ledger;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Database;
import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.SmallDisk;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/// The database's disk is full under load, until it is not. The database may answer with errors, or end by itself.
public final class LedgerDiskFull implements Fault {

    /// As `--only` takes it; a drill with this fault gives the ledger a disk of its own.
    public static final String NAME = "ledger-disk-full";

    private static final long FIRST_NUMBER = 4_000_000_000L;

    /// The database fills the pages that it has before it wants new ones.
    private static final Duration NOTICED = Duration.ofSeconds(30);

    private static final Duration BACK = Duration.ofSeconds(10);
    private static final int UNAVAILABLE = 503;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String expectation() {
        return "503 with Retry-After meanwhile, liveness unaffected, nothing half-stored, recovered within 10 s";
    }

    @Override
    public Optional<String> obstacle(Stage stage) {
        return stage.site().ledgerDisk().isPresent() ? Optional.empty() : SmallDisk.obstacle();
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        SmallDisk disk = stage.site().ledgerDisk().orElseThrow();
        disk.fill();
        try {
            long first = FIRST_NUMBER + trial.random().nextLong(1_000_000_000);
            boolean refused = Wait.until(NOTICED, new Submissions(stage, first)::areRefused);
            trial.expect(refused, "a full disk under the ledger was not noticed within " + NOTICED.toSeconds() + " s");
            for (Replica replica : stage.replicas()) {
                trial.expect(
                        stage.api().get(replica.management(), "/q/health/live").isOk(),
                        "with the ledger's disk full " + replica.program().name() + " says that it is not alive");
            }
            Thread.sleep(stage.pace().of(60));
        } finally {
            disk.free();
            revive(stage.site().database());
        }
        long back = System.nanoTime();
        stage.submitWork(Duration.ZERO);
        Duration took = Wait.since(back);
        Duration limit = BACK.plus(stage.pace().slack()).minusSeconds(5);
        trial.expect(
                took.compareTo(limit) < 0,
                "a run was accepted only " + took.toMillis() + " ms after there was room again");
        trial.recovered(took);
    }

    /// As an operator would: a database that gave up is started again.
    private static void revive(Database database) {
        if (!database.isAlive()) {
            database.start();
        }
    }

    /// Submissions that are made until one is refused.
    private static final class Submissions {

        private final Stage stage;
        private long number;

        Submissions(Stage stage, long first) {
            this.stage = stage;
            this.number = first;
        }

        boolean areRefused() throws IOException, InterruptedException {
            URI server = stage.replicas().get((int) (number % 2)).url();
            var body = new TreeMap<>(stage.simulatedRun());
            body.put("branch", Script.work(Duration.ZERO, number));
            var answer = stage.api().post(server, "/v1/runs", body, "full-" + number++);
            if (answer.isOk()) {
                stage.promises().accepted(answer.text("id"));
            }
            return answer.status() == UNAVAILABLE;
        }
    }
}
