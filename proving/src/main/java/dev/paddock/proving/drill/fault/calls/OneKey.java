package dev.paddock.proving.drill.fault.calls;

import dev.paddock.proving.drill.check.Invariant;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Tasks;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.load.Api;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Stage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Fifty submissions with one idempotency key at once, at both replicas, and then as many retries of their run.
public final class OneKey implements Fault {

    private static final int CALLERS = 50;
    private static final int CONFLICT = 409;

    @Override
    public String name() {
        return "one-key";
    }

    @Override
    public String expectation() {
        return "all submissions get the same run, all retries the same second one";
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        long number = 2_000_000_000L + trial.random().nextLong(1_000_000_000);
        Map<String, Object> body = new TreeMap<>(stage.simulatedRun());
        body.put("branch", Script.work(Duration.ofMillis(50), number));
        Set<String> runs = atOnce(stage, new Call("/v1/runs", body, "one-" + number, "id"));
        trial.expect(Invariant.I3, runs.size() == 1, "one key had several answers: " + runs);
        for (String run : runs) {
            Tasks.awaitEnd(stage, run);
            Set<String> retries =
                    atOnce(stage, new Call("/v1/runs/" + run + "/retry", Map.of(), "again-" + number, "new_run_id"));
            trial.expect(Invariant.I3, retries.size() == 1, "one key of a retry had several answers: " + retries);
        }
    }

    /// A call with a key.
    ///
    /// @param answer the member of its answer that names the run
    private record Call(String path, Map<String, ?> body, String key, String answer) {}

    /// Makes the call from everywhere at the same time; what the callers were told, the same things once.
    private static Set<String> atOnce(Stage stage, Call call) throws InterruptedException {
        Set<String> told = ConcurrentHashMap.newKeySet();
        var ready = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            URI server = stage.replicas().get(i % 2).url();
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    ready.await();
                    told.add(make(stage, server, call));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        ready.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        told.stream().filter(run -> run.startsWith("run_")).forEach(stage.promises()::accepted);
        return told;
    }

    private static String make(Stage stage, URI server, Call call) throws InterruptedException {
        try {
            Api.Answer answer = stage.api().post(server, call.path(), call.body(), call.key());
            while (answer.status() == CONFLICT && answer.text("code").equals("idempotency_in_flight")) {
                // A twin is still at it.
                Thread.sleep(200);
                answer = stage.api().post(server, call.path(), call.body(), call.key());
            }
            return answer.isOk() ? answer.text(call.answer()) : answer.status() + " " + answer.body();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
