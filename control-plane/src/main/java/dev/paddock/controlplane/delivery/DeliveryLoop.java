package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.webhook.Messages;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Makes the attempts that are due, some at once and few at one webhook, and no more than half of them at webhooks that
/// took nothing the last time, so that receivers that keep everybody waiting hold up only themselves. Any replica makes
/// any attempt; one that dies loses its leases, and others try again.
@Singleton
class DeliveryLoop {

    private static final Logger LOG = Logger.getLogger(DeliveryLoop.class);
    // More than an attempt and its end can take.
    private static final Duration MARGIN = Duration.ofSeconds(45);

    // What is in work when the server stops may end within that.
    private static final Duration LEAVE = Duration.ofSeconds(2);

    private final DueStore store;
    private final Attempt attempt;
    private final Settle settle;
    private final DeliveryConfig config;
    private final DeliveryMeters meters;
    private final Set<Due> inWork = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean stopped;
    private @Nullable Loop loop;

    DeliveryLoop(DueStore store, Attempt attempt, Settle settle, DeliveryConfig config, DeliveryMeters meters) {
        this.store = store;
        this.attempt = attempt;
        this.settle = settle;
        this.config = config;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("webhooks", config.look(), this::look);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LEAVE.toMillis(), TimeUnit.MILLISECONDS)) {
                stopped = true;
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void added(@Observes(during = TransactionPhase.AFTER_SUCCESS) Messages.Added added) {
        wake();
    }

    private void wake() {
        Loop running = loop;
        if (running != null) {
            running.wake();
        }
    }

    private boolean look() {
        int free = config.atOnce() - inWork.size();
        if (free <= 0) {
            // Whoever ends wakes the loop.
            return false;
        }
        long failing = inWork.stream().filter(Due::failing).count();
        DueStore.Room room = new DueStore.Room(
                free,
                Math.max(1, config.atOnce() / 2) - (int) failing,
                config.atOnceEach(),
                inWork.stream().collect(Collectors.groupingBy(Due::webhook, Collectors.counting())));
        List<Due> due = store.lease(room, config.timeout().plus(MARGIN));
        due.forEach(this::begin);
        return !due.isEmpty();
    }

    private void begin(Due due) {
        inWork.add(due);
        threads.execute(() -> {
            try {
                Outcome outcome = attempt.of(due);
                // What was broken off by the server's own end says nothing of the receiver.
                if (!stopped) {
                    settle.settle(due, outcome);
                    meters.count(outcome);
                }
            } catch (RuntimeException e) {
                LOG.warnf("an attempt at webhook %s was lost and is made again: %s", due.webhook(), e);
                LOG.debug("the failure", e);
            } finally {
                inWork.remove(due);
                wake();
            }
        });
    }
}
