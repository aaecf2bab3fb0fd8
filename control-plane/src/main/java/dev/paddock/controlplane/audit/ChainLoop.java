package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Chains what was written since. Every replica runs it; one at a time goes on with the chain.
@Singleton
class ChainLoop {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int BATCH = 1000;

    private final ChainStore chain;
    private @Nullable Loop loop;

    ChainLoop(ChainStore chain) {
        this.chain = chain;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("audit chain", PAUSE, () -> chain.extend(BATCH) == BATCH);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
    }
}
