package dev.paddock.proving.drill.fault.calls;

import dev.paddock.proving.drill.check.Invariant;
import dev.paddock.proving.drill.fault.Fault;
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

/// Fifty submissions with one idempotency key at once, at both replicas.
public final class OneKey implements Fault {

    private static final int CALLERS = 50;
    private static final int CONFLICT = 409;

    @Override
    public String name() {
        return "one-key";
    }

    @Override
    public String expectation() {
        return "all get the same run";
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
        Set<String> runs = ConcurrentHashMap.newKeySet();
        var ready = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            URI server = stage.replicas().get(i % 2).url();
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    ready.await();
                    runs.add(submit(stage, server, body, "one-" + number));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        ready.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        runs.stream().filter(run -> run.startsWith("run_")).forEach(stage.promises()::accepted);
        trial.expect(Invariant.I3, runs.size() == 1, "one key had several answers: " + runs);
    }

    private static String submit(Stage stage, URI server, Map<String, ?> body, String key) throws InterruptedException {
        try {
            Api.Answer answer = stage.api().post(server, "/v1/runs", body, key);
            while (answer.status() == CONFLICT) {
                // A twin is still at it.
                Thread.sleep(200);
                answer = stage.api().post(server, "/v1/runs", body, key);
            }
            return answer.isOk() ? answer.text("id") : answer.status() + " " + answer.body();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
