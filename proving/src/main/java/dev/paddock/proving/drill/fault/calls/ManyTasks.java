package dev.paddock.proving.drill.fault.calls;

import dev.paddock.proving.drill.check.WorkCheck.Work;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.runner.Script;
import dev.paddock.proving.drill.stage.Cast;
import dev.paddock.proving.drill.stage.Runner;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.proving.drill.stage.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Two replicas, twenty runners, five thousand tasks.
public final class ManyTasks implements Fault {

    private static final int TASKS = 5000;
    private static final int RUNNERS = 10;
    private static final int CALLERS = 8;
    private static final String TAG = "crowd";

    /// As slow as a busy machine is.
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "many-tasks";
    }

    @Override
    public String expectation() {
        return "every task is done once, by one of them";
    }

    @Override
    public void inject(Stage stage, Trial trial) throws Exception {
        List<Runner> crowds = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            crowds.add(stage.cast()
                    .startCrowd(
                            new Cast.Crowd(TAG, TAG, RUNNERS, 1, stage.cast().network(i), Map.of()), i));
        }
        try {
            long begun = System.nanoTime();
            Set<String> runs = submit(stage, TASKS / stage.pace().divisor());
            Set<String> open = new HashSet<>(runs);
            boolean done = Wait.until(LIMIT, () -> {
                open.removeAll(stage.site()
                        .database()
                        .texts("select id from run where completed_at is not null and ? = any(tags)", TAG));
                return open.isEmpty();
            });
            trial.expect(done, open.size() + " tasks were not done within " + LIMIT.toMinutes() + " minutes");
            trial.recovered(Wait.since(begun));
            long worked = trial.work().read().values().stream()
                    .map(Work::run)
                    .filter(runs::contains)
                    .count();
            trial.expect(worked == runs.size(), "%d tasks were worked on %d times".formatted(runs.size(), worked));
        } finally {
            for (Runner crowd : crowds) {
                crowd.program().stop(Duration.ofSeconds(10));
            }
        }
    }

    private static Set<String> submit(Stage stage, int count) throws InterruptedException {
        Set<String> runs = ConcurrentHashMap.newKeySet();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int share = count / CALLERS + (caller < count % CALLERS ? 1 : 0);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < share; i++) {
                        runs.add(stage.submissions()
                                .submit(stage.runFor(TAG), number -> Script.work(Duration.ZERO, number)));
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return runs;
    }
}
