package dev.paddock.proving.drill.fault.ledger;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.proving.site.Program;
import dev.paddock.proving.site.SmallDisk;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An agent whose work folder lies on a disk that is full, until it is not.
public final class DiskFull implements Fault {

    private static final String TAG = "small-disk";
    private static final int MEGABYTES = 64;

    /// A second and third try come after 5 to 20 s.
    private static final Duration RETRIES = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "disk-full";
    }

    @Override
    public String expectation() {
        return "an attempt on a full disk fails with a sentence that says so, and a later one succeeds";
    }

    @Override
    public Optional<String> obstacle(Stage stage) {
        return SmallDisk.obstacle();
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(stage.site().data().resolve(TAG), MEGABYTES)) {
            Program agent = stage.cast()
                    .startAgentApart(
                            "agent-" + TAG,
                            Map.of("PADDOCK_RUNNER_WORKDIR", disk.folder().toString(), "PADDOCK_RUNNER_TAGS", TAG));
            try {
                disk.fill();
                review(stage, trial, disk);
            } finally {
                agent.stop(Duration.ofSeconds(20));
            }
        }
    }

    private static void review(Stage stage, Trial trial, SmallDisk disk) throws Exception {
        String run = stage.submissions().submit(stage.runFor(TAG), number -> "real/" + number);
        boolean failed = Wait.until(RETRIES, () -> !messages(stage, run).isEmpty());
        trial.expect(failed, "a review on a full disk did not fail within " + RETRIES.toSeconds() + " s");
        List<String> said = messages(stage, run);
        trial.expect(
                said.stream().anyMatch(message -> message.matches("(?is).*(disk|space).*")),
                "a review on a full disk failed and did not say why: " + said);
        disk.free();
        long healed = System.nanoTime();
        boolean done = Wait.until(
                RETRIES,
                () -> stage.api()
                        .get(stage.replicas().getFirst().url(), "/v1/runs/" + run)
                        .text("status")
                        .equals("success"));
        trial.expect(done, "a review did not succeed within " + RETRIES.toSeconds() + " s after there was space again");
        trial.recovered(Wait.since(healed));
    }

    private static List<String> messages(Stage stage, String run) throws SQLException {
        return stage.site()
                .database()
                .texts("select coalesce(message, '') from task where run_id = ? and state = 'failed'", run);
    }
}
