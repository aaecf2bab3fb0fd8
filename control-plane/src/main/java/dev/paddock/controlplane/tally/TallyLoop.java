package dev.paddock.controlplane.tally;

import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Keeps the tallies close to now. Any replica may do it.
@Singleton
class TallyLoop {

    private final Tallies tallies;
    private final TallyConfig config;
    private @Nullable Loop loop;

    TallyLoop(Tallies tallies, TallyConfig config) {
        this.tallies = tallies;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("tallies", config.every(), tallies::goOn);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }
}
