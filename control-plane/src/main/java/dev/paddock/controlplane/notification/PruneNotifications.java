package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Deletes notifications that are too old or too many, some at a time. Any replica may do it.
@Singleton
class PruneNotifications {

    private static final int BATCH = 1000;

    private final NotificationStore store;
    private final NotificationConfig config;

    PruneNotifications(NotificationStore store, NotificationConfig config) {
        this.store = store;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore pruning() {
        return new Chore("old notifications", config.sweep(), this::prune);
    }

    /// Returns whether there may be more.
    boolean prune() {
        return store.prune(config.keep(), config.most(), BATCH) == BATCH;
    }
}
