package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.controlplane.run.TaskStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Claims for all that wait at this replica. Woken by a commit here, by Kafka, by a new waiter, and by the clock.
@Singleton
class ClaimLoop {

    private final WaitingClaims waiting;
    private final ClaimStore claims;
    private final TaskWriter writer;
    private final DispatchConfig config;
    private final FleetConfig fleet;
    private @Nullable Loop loop;

    ClaimLoop(WaitingClaims waiting, ClaimStore claims, TaskWriter writer, DispatchConfig config, FleetConfig fleet) {
        this.waiting = waiting;
        this.claims = claims;
        this.writer = writer;
        this.config = config;
        this.fleet = fleet;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("claims", config.look(), this::claim);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TaskStore.MadeReady ready) {
        wake();
    }

    /// Looks at the ledger now.
    void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /// Asks the ledger at once and answers, with nothing if need be.
    void claimNow(Waiter waiter) {
        if (waiter.reserve()) {
            claimFor(waiter);
        }
        waiter.end();
    }

    private boolean claim() {
        Loop.runAll(waiting.waiting().stream()
                .map(waiter -> (Runnable) () -> {
                    if (waiter.reserve()) {
                        claimFor(waiter);
                    }
                })
                .toList());
        return false;
    }

    private void claimFor(Waiter waiter) {
        try {
            List<ClaimStore.Claimed> again =
                    claims.handOutAgain(waiter.runner(), waiter.session(), config.handOutAgain());
            List<ClaimStore.Claimed> claimed = again.isEmpty()
                    ? claims.claim(waiter.runner(), waiter.session(), waiter.limit(), fleet.lease())
                    : again;
            if (!claimed.isEmpty()) {
                waiter.give(claimed.stream().map(writer::write).toList());
            }
        } finally {
            // Does nothing to a waiter that was answered.
            waiter.release();
        }
    }
}
