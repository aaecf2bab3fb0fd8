package dev.paddock.proving.drill.fault.ledger;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import java.sql.SQLException;
import java.util.List;

/// The ledger away for longer than a lease: nobody could renew, so nobody is to blame.
public final class LedgerAway implements Fault {

    @Override
    public String name() {
        return "ledger-away";
    }

    @Override
    public String expectation() {
        return "leases that ran out meanwhile count as returned, and burn no attempt";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        Runner busy = trial.one(stage.cast().simulated());
        List<String> runs = Tasks.occupy(stage, busy, stage.pace().of(90));
        trial.expect(!runs.isEmpty(), busy.id() + " got no task");
        List<String> before = lost(stage);
        stage.site().database().stop();
        try {
            Thread.sleep(stage.pace().lease().plus(stage.pace().of(20)));
        } finally {
            stage.site().database().start();
        }
        for (String run : runs) {
            Tasks.awaitEnd(stage, run);
        }
        List<String> after = lost(stage);
        trial.expect(
                after.size() == before.size(),
                "%d attempts were burned while the ledger was away: %s"
                        .formatted(after.size() - before.size(), after.subList(0, Math.min(5, after.size()))));
    }

    private static List<String> lost(Stage stage) throws SQLException {
        return stage.site()
                .database()
                .texts("select id::text from task where state = ? order by finished_at desc", "lost");
    }
}
