package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.RunnerStore;
import dev.paddock.model.task.RunnerTask;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Claims as several replicas do, each with waiting claims of its own, one turn of its claim loop at a time.
@Singleton
public class ClaimingReplica {

    /// A poll that is answered at once.
    public record Poll(String runner, String keyId, String session, int limit) {}

    private final List<WaitingClaims> replicas =
            Stream.generate(WaitingClaims::new).limit(4).toList();
    private final RunnerStore runners;
    private final Claims claims;
    private final Handover handover;
    private final MeterRegistry meters;
    private final Event<ClaimLoop.Looked> looked;

    ClaimingReplica(
            RunnerStore runners,
            Claims claims,
            Handover handover,
            MeterRegistry meters,
            Event<ClaimLoop.Looked> looked) {
        this.looked = looked;
        this.runners = runners;
        this.claims = claims;
        this.handover = handover;
        this.meters = meters;
    }

    /// One turn of a replica's claim loop for these polls; what each gets, in their order.
    ///
    /// What the loop and its check of runners know of earlier turns goes by the machine's clock, not the ledger's:
    /// they are new each time.
    public List<CompletableFuture<List<RunnerTask>>> turn(int replica, List<Poll> polls) {
        WaitingClaims waiting = replicas.get(replica);
        List<CompletableFuture<List<RunnerTask>>> answers = new ArrayList<>();
        for (Poll poll : polls) {
            Waiter waiter =
                    new Waiter(new Waiter.Poll(poll.runner(), poll.keyId(), poll.session(), poll.limit(), true));
            waiting.add(waiter, Duration.ofMinutes(1));
            answers.add(waiter.answer());
        }
        try {
            var loop = new ClaimLoop(waiting, new RunnerCheck(runners), claims, handover, meters, looked);
            var unused = loop.turn();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return answers;
    }
}
