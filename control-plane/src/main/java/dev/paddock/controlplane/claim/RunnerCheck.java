package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.RunnerStore;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Says to whom new polls belong: one statement for all that came since the last turn.
@Singleton
class RunnerCheck {

    private final RunnerStore runners;

    RunnerCheck(RunnerStore runners) {
        this.runners = runners;
    }

    /// Admits the polls of registered runners; refuses the others with 404, 403 or 410.
    void check(List<Waiter> fresh) {
        Map<String, RunnerStore.Registered> registered =
                runners.findAll(fresh.stream().map(Waiter::runner).distinct().toList());
        for (Waiter waiter : fresh) {
            Waiter.Poll poll = waiter.poll();
            try {
                RunnerStore.Registered runner =
                        Runners.owned(poll.runner(), registered.get(poll.runner()), poll.keyId());
                waiter.admit(new Waiter.Admitted(
                        Objects.requireNonNullElse(poll.session(), runner.session()),
                        Set.copyOf(runner.view().tags())));
            } catch (ProblemException problem) {
                waiter.refuse(problem);
            }
        }
    }
}
