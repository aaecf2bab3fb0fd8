package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.loop.Gathering;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.controlplane.run.ClaimStore.Ready;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.sql.Keyed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Claims for all that wait at this replica. Woken by a commit here, by Kafka, by a new poll, and by the clock.
@Singleton
public class ClaimLoop {

    /// What made the claim loop look at the ledger.
    public enum Wake {
        /// A task became ready by a commit of this replica.
        LOCAL,
        /// Kafka told of a task.
        KAFKA,
        /// A runner came to wait.
        POLL,
        /// Nothing did; it was time, and no claim before had left more to claim.
        LOOK
    }

    /// Fired when the runners that wait here have had their look at what became ready by a commit of this replica. What
    /// they took need not be told to the other replicas.
    public record Looked() {}

    // Waiters in one claim; more of them take turns.
    private static final int TOGETHER = 200;

    // Tasks of a lane that were not all counted; small enough to be added up.
    private static final int MANY = 1_000_000;

    // Claims whose replies may be lost are looked for this often, however often something wakes the loop.
    private static final long REPEAT = Duration.ofSeconds(1).toNanos();

    private final WaitingClaims waiting;
    private final RunnerCheck runners;
    private final Claims claims;
    private final Handover handover;
    private final MeterRegistry meters;
    private final Event<Looked> looked;
    private final AtomicReference<@Nullable Wake> wake = new AtomicReference<>();
    // What woke the turns of which the next one is a part: a turn that claimed is followed by another at once.
    private Wake woken = Wake.LOOK;
    // Whether tasks became ready here that nobody has looked at: whatever woke the loop first.
    private final AtomicBoolean untold = new AtomicBoolean();
    private long repeatedAt = System.nanoTime() - REPEAT;
    private final Gathering gathering = new Gathering(Duration.ZERO, Gathering.APART);
    private @Nullable Loop loop;

    ClaimLoop(
            WaitingClaims waiting,
            RunnerCheck runners,
            Claims claims,
            Handover handover,
            MeterRegistry meters,
            Event<Looked> looked) {
        this.looked = looked;
        this.waiting = waiting;
        this.runners = runners;
        this.claims = claims;
        this.handover = handover;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event, ClaimConfig config) {
        // A counter that is there from the start shows its first claim too.
        List.of(Wake.values()).forEach(this::claimed);
        loop = Loop.start("claims", config.look(), this::turn);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TaskStore.MadeReady ready) {
        untold.set(true);
        wake(Wake.LOCAL);
    }

    /// Looks at the ledger now.
    public void wake(Wake why) {
        wake.compareAndSet(null, why);
        if (loop != null) {
            loop.wake();
        }
    }

    boolean turn() throws InterruptedException {
        gathering.rest();
        gathering.begin();
        woken = Objects.requireNonNullElse(wake.getAndSet(null), woken);
        boolean tell = untold.getAndSet(false);
        List<Waiter> waiters = waiting.waiting();
        int claimed = 0;
        try {
            claimed = waiters.isEmpty() ? 0 : Keyed.get(() -> turn(waiters));
            gathering.served(claimed);
            // There may be more than was looked at.
            return claimed > 0;
        } catch (RuntimeException e) {
            // Who waits goes on waiting; who wants an answer now gets this one.
            waiters.stream().filter(waiter -> waiter.poll().once()).forEach(waiter -> waiter.refuse(e));
            throw e;
        } finally {
            woken = claimed > 0 ? woken : Wake.LOOK;
            if (tell) {
                looked.fire(new Looked());
            }
        }
    }

    private int turn(List<Waiter> waiters) {
        List<Waiter> fresh =
                waiters.stream().filter(waiter -> waiter.admitted() == null).toList();
        if (!fresh.isEmpty()) {
            runners.check(fresh);
        }
        List<Waiter> perhapsUnheard = isTimeToRepeat() ? waiters : fresh;
        if (!perhapsUnheard.isEmpty()) {
            handover.repeat(perhapsUnheard);
        }
        int claimed = serve(waiters);
        claimed(woken).increment(claimed);
        waiters.stream().filter(waiter -> waiter.poll().once()).forEach(waiting::end);
        return claimed;
    }

    private boolean isTimeToRepeat() {
        long now = System.nanoTime();
        boolean isTime = now - repeatedAt >= REPEAT;
        repeatedAt = isTime ? now : repeatedAt;
        return isTime;
    }

    private Counter claimed(Wake why) {
        return Counter.builder("paddock.claims")
                .description("Tasks claimed, by what made the claim loop look")
                .tag("woken", why.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private int serve(List<Waiter> waiters) {
        List<ClaimStore.Lane> lanes = claims.lanes();
        List<Waiter> serving = waiters.stream()
                .filter(waiter -> lanes.stream().anyMatch(lane -> serves(waiter, lane)))
                .toList();
        int left = lanes.stream()
                .filter(lane -> serving.stream().anyMatch(waiter -> serves(waiter, lane)))
                .mapToInt(lane -> lane.waiting() < ClaimStore.Lane.COUNTED ? lane.waiting() : MANY)
                .sum();
        int claimed = 0;
        // A waiter may turn out to have no free slot: then those behind it get the task.
        for (int from = 0; from < serving.size() && left > claimed; ) {
            int to = Math.min(serving.size(), from + Math.clamp(left - claimed, ClaimStore.Lane.COUNTED, TOGETHER));
            claimed += claim(serving.subList(from, to), lanes);
            from = to;
        }
        return claimed;
    }

    private int claim(List<Waiter> waiters, List<ClaimStore.Lane> lanes) {
        List<Waiter> reserved = waiters.stream().filter(Waiter::reserve).toList();
        try {
            Map<Waiter, List<Ready>> given = reserved.isEmpty() ? Map.of() : claims.claim(reserved, lanes);
            Map<Waiter, List<UUID>> ids = new HashMap<>();
            given.forEach((waiter, tasks) ->
                    ids.put(waiter, tasks.stream().map(Ready::id).toList()));
            if (!ids.isEmpty()) {
                handover.give(ids);
            }
            return ids.values().stream().mapToInt(List::size).sum();
        } finally {
            // Does nothing to a waiter that was answered.
            reserved.forEach(Waiter::release);
        }
    }

    private static boolean serves(Waiter waiter, ClaimStore.Lane lane) {
        Waiter.Admitted runner = waiter.admitted();
        return runner != null && runner.tags().containsAll(lane.tags());
    }
}
