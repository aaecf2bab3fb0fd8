package dev.paddock.controlplane.delivery;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Forgets deliveries whose time is over, some at a time. Any replica may do it.
@Singleton
class PruneDeliveries {

    private static final int BATCH = 1000;

    private final DueStore store;
    private final DeliveryConfig config;

    PruneDeliveries(DueStore store, DeliveryConfig config) {
        this.store = store;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore pruning() {
        return new Chore("old deliveries", config.sweep(), this::prune);
    }

    private boolean prune() {
        return store.prune(config.keep(), BATCH) == BATCH;
    }
}
