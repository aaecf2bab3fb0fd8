package dev.paddock.controlplane.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Stops this server when the process that started it ends, however it ends: a stack on one machine leaves nothing
/// behind.
@Singleton
class ParentWatch {

    private static final Logger LOG = Logger.getLogger(ParentWatch.class);

    private final Optional<Long> parentPid;

    ParentWatch(@ConfigProperty(name = "paddock.boot.parent-pid") Optional<Long> parentPid) {
        this.parentPid = parentPid;
    }

    void start(@Observes StartupEvent event) {
        parentPid.ifPresent(ParentWatch::watch);
    }

    private static void watch(long pid) {
        Thread.ofVirtual().name("parent-watch").start(() -> {
            ProcessHandle.of(pid).ifPresent(parent -> parent.onExit().join());
            stop();
        });
    }

    private static void stop() {
        LOG.warn("the process that started this server is gone; stopping");
        Quarkus.asyncExit();
    }
}
