package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.RunnerStore;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Says to whom new polls belong: one statement for all that came since the last turn.
@Singleton
class RunnerCheck {

    // A poll right after another is not worth a write.
    private static final long WORTH_A_WRITE = Duration.ofSeconds(5).toNanos();

    private final RunnerStore runners;
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    RunnerCheck(RunnerStore runners) {
        this.runners = runners;
    }

    /// Admits the polls of registered runners; refuses the others with 404, 403 or 410.
    void check(List<Waiter> fresh) {
        Map<String, RunnerStore.Registered> registered =
                runners.findAll(fresh.stream().map(Waiter::runner).distinct().toList());
        Set<String> polling = new HashSet<>();
        for (Waiter waiter : fresh) {
            Waiter.Poll poll = waiter.poll();
            try {
                RunnerStore.Registered runner =
                        Runners.owned(poll.runner(), registered.get(poll.runner()), poll.keyId());
                waiter.admit(new Waiter.Admitted(
                        Objects.requireNonNullElse(poll.session(), runner.session()),
                        Set.copyOf(runner.view().tags())));
                polling.add(poll.runner());
            } catch (ProblemException problem) {
                waiter.refuse(problem);
            }
        }
        remember(polling);
    }

    /// A runner that polls is there to take tasks.
    private void remember(Set<String> polling) {
        long now = System.nanoTime();
        List<String> due = polling.stream()
                .filter(runner -> now - written.getOrDefault(runner, now - WORTH_A_WRITE) >= WORTH_A_WRITE)
                .toList();
        if (!due.isEmpty()) {
            runners.polled(due);
            due.forEach(runner -> written.put(runner, now));
        }
    }
}
