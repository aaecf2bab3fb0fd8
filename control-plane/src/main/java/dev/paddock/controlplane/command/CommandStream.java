package dev.paddock.controlplane.command;

import dev.paddock.model.runner.RunnerCommand;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One runner's open stream: remembers what it was told, so that it is told each thing once. Used by one thread at a
/// time, but for [#close()].
final class CommandStream {

    private final String runner;
    private final UUID id;
    private final Sse sse;
    private final MultiEmitter<? super OutboundSseEvent> emitter;
    private final Map<UUID, Long> cancelled = new HashMap<>();
    private @Nullable Boolean draining;
    private long commands;
    private @Nullable Long saidAt;

    /// @param id makes it known among all streams of the runner
    CommandStream(String runner, UUID id, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
        this.runner = runner;
        this.id = id;
        this.sse = sse;
        this.emitter = emitter;
    }

    String runner() {
        return runner;
    }

    UUID id() {
        return id;
    }

    /// True until it was told the state of things.
    boolean isFresh() {
        return draining == null;
    }

    /// Says whether the runner drains, unless it knows.
    void drain(boolean drain) {
        if (draining == null || draining != drain) {
            draining = drain;
            send(drain ? new RunnerCommand.Drain() : new RunnerCommand.Undrain());
        }
    }

    /// Has the runner stop those of `tasks` that it was not told of yet.
    ///
    /// @param memory how long `tasks` may name the same one again
    void cancel(List<UUID> tasks, Duration memory) {
        long now = System.nanoTime();
        cancelled.values().removeIf(at -> now - at > memory.toNanos());
        List<String> fresh = tasks.stream()
                .filter(task -> cancelled.put(task, now) == null)
                .map(UUID::toString)
                .toList();
        if (!fresh.isEmpty()) {
            send(new RunnerCommand.Cancel(fresh));
        }
    }

    /// Shows that the connection lives, if nothing was said for `pause`.
    void ping(Duration pause) {
        if (saidAt == null || System.nanoTime() - saidAt >= pause.toNanos()) {
            say(sse.newEventBuilder().comment(" ping").build());
        }
    }

    /// Ends it; its caller opens another when it likes.
    void close() {
        emitter.complete();
    }

    private void send(RunnerCommand command) {
        commands++;
        say(sse.newEventBuilder()
                .name(command.type())
                .id(Long.toString(commands))
                .data(RunnerCommand.class, command)
                .build());
    }

    private void say(OutboundSseEvent event) {
        saidAt = System.nanoTime();
        emitter.emit(event);
    }
}
