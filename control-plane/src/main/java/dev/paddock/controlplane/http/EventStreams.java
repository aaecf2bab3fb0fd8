package dev.paddock.controlplane.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/// Server-sent events: a ping at once and every 15 s, an id on every event, an end when the server shuts down.
///
/// A stream pulls: its source is asked for more only when the client has taken what came before, so a slow client
/// costs no memory. An open stream is a few objects and no thread.
@Singleton
public class EventStreams {

    /// The header that keeps proxies from waiting for more.
    public static final String UNBUFFERED = "X-Accel-Buffering";

    private static final Duration PING = Duration.ofSeconds(15);

    private final Duration ping;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("event-streams").factory());
    private final Set<Follower<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Inject
    EventStreams() {
        this(PING);
    }

    EventStreams(Duration ping) {
        this.ping = ping;
        timer.setRemoveOnCancelPolicy(true);
    }

    /// One event.
    ///
    /// @param id what `Last-Event-ID` says after it
    /// @param name of its type
    /// @param data written as JSON; text is taken as JSON already
    public record Event(String id, String name, Object data) {}

    /// What comes next in a stream.
    ///
    /// @param place where the stream stands after `events`
    /// @param last whether the stream ends after them
    public record Next<P>(List<Event> events, P place, boolean last) {}

    /// Where events come from.
    @FunctionalInterface
    public interface Source<P> {
        /// What follows `place`, as soon as there is something. Called on I/O threads, so it must not block. May be
        /// cancelled, and is then asked for the same place again.
        Uni<Next<P>> after(P place);
    }

    /// The stream that begins after `start`. The endpoint produces `text/event-stream`, its elements
    /// `application/json`, with [#UNBUFFERED] `no` among its response headers.
    ///
    /// @param end complete when the stream is to end, whatever there is still to come
    public <P> Multi<OutboundSseEvent> open(P start, Source<P> source, CompletionStage<?> end) {
        return Multi.createFrom().deferred(() -> {
            Follower<P> follower = new Follower<>(start, source, ping, timer);
            open.add(follower);
            var unused = end.thenRun(follower::end);
            if (closed) {
                follower.end();
            }
            return follower.events().onTermination().invoke(() -> open.remove(follower));
        });
    }

    /// How many streams are open.
    public int count() {
        return open.size();
    }

    /// Before the server waits for the calls in work: a stream would hold it up for as long as it may.
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stop();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void stop() {
        closed = true;
        open.forEach(Follower::end);
    }
}
