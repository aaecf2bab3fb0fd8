package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Notices runners that fall silent and runners that are heard of again. Any replica may do it.
@Singleton
class RunnerWatch {

    private final RunnerEvents events;
    private final FleetConfig config;
    private @Nullable Loop loop;

    RunnerWatch(RunnerEvents events, FleetConfig config) {
        this.events = events;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("runner watch", config.watch(), events::notice);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }
}
