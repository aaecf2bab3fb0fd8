package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.project.ProjectDeleted;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.transaction.Transactional;

/// Ends uploads that nobody goes on with, and forgets old ones. Any replica may do it.
@Singleton
class UploadSweep {

    private static final int BATCH = 100;

    private final UploadPhases phases;
    private final UploadStore store;
    private final UploadConfig config;

    UploadSweep(UploadPhases phases, UploadStore store, UploadConfig config) {
        this.phases = phases;
        this.store = store;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore sweeping() {
        return new Chore("uploads", config.sweep(), this::sweep);
    }

    /// Behind the builds: who ends a build locks its upload after it.
    @Transactional(Transactional.TxType.MANDATORY)
    void deleted(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ProjectDeleted project) {
        store.deleteOf(project.environmentId(), project.projectId());
    }

    /// Returns whether there may be more.
    boolean sweep() {
        int failed = phases.failOverdue(BATCH);
        int forgotten = store.prune(config.keep(), BATCH);
        return failed == BATCH || forgotten == BATCH;
    }
}
