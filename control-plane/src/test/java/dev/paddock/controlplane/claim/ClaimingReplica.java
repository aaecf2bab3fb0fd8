package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.model.task.RunnerTask;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Claims as several replicas do, each with waiting claims and a claim loop of its own, one turn at a time.
@Singleton
public class ClaimingReplica {

    /// A poll that is answered at once.
    public record Poll(String runner, String keyId, String session, int limit) {}

    private record Replica(WaitingClaims waiting, ClaimLoop loop) {}

    private final List<Replica> replicas = new ArrayList<>();

    ClaimingReplica(RunnerCheck runners, Claims claims, ClaimStore store, Handover handover, MeterRegistry meters) {
        for (int i = 0; i < 4; i++) {
            WaitingClaims waiting = new WaitingClaims();
            replicas.add(new Replica(waiting, new ClaimLoop(waiting, runners, claims, store, handover, meters)));
        }
    }

    /// One turn of a replica's claim loop for these polls; what each gets, in their order.
    public List<CompletableFuture<List<RunnerTask>>> turn(int replica, List<Poll> polls) {
        Replica here = replicas.get(replica);
        List<CompletableFuture<List<RunnerTask>>> answers = new ArrayList<>();
        for (Poll poll : polls) {
            Waiter waiter =
                    new Waiter(new Waiter.Poll(poll.runner(), poll.keyId(), poll.session(), poll.limit(), true));
            here.waiting().add(waiter, Duration.ofMinutes(1));
            answers.add(waiter.answer());
        }
        var unused = here.loop().turn();
        return answers;
    }
}
