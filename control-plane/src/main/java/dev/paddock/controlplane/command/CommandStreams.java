package dev.paddock.controlplane.command;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The streams that are open at this replica, one a runner: small objects and no threads.
@Singleton
class CommandStreams {

    private final Map<String, CommandStream> byRunner = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// Adds a stream; an older one of the same runner ends.
    void add(CommandStream stream) {
        CommandStream older = byRunner.put(stream.runner(), stream);
        if (older != null) {
            older.close();
        }
        if (closed) {
            end(stream);
        }
    }

    /// Forgets a stream whose caller is gone.
    void forget(CommandStream stream) {
        byRunner.remove(stream.runner(), stream);
    }

    /// Ends a stream.
    void end(CommandStream stream) {
        forget(stream);
        stream.close();
    }

    /// Those that are open now.
    Collection<CommandStream> open() {
        return List.copyOf(byRunner.values());
    }

    /// Before the server waits for the calls in work: a stream would hold it up for as long as it may.
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    private void stop() {
        closed = true;
        open().forEach(this::end);
    }
}
