package dev.paddock.controlplane.boot;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Lets a server be stopped while it waits for its ledger: a stop waits for the end of the start, so it interrupts it.
@Singleton
class StopWhileStarting {

    private static final Logger LOG = Logger.getLogger(StopWhileStarting.class);

    private @Nullable Thread stop;

    /// To be called by the thread that starts the server, before it waits for anything.
    void begin() {
        Thread interrupt = new Thread(Thread.currentThread()::interrupt, "stop of the start");
        Runtime.getRuntime().addShutdownHook(interrupt);
        stop = interrupt;
    }

    void end(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        if (stop == null) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            LOG.debug("the server is being stopped", e);
        }
    }
}
