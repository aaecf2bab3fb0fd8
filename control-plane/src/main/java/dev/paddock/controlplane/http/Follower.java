package dev.paddock.controlplane.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.server.jaxrs.OutboundSseEventImpl;

/// One client of an event stream. It asks for the next turn when the client has taken the one before.
final class Follower<P> {

    private final EventStreams.Source<P> source;
    private final long pingNanos;
    private final ScheduledExecutorService timer;
    private volatile P place;
    private volatile long pingAt = System.nanoTime();
    private volatile CompletableFuture<Turn<P>> turn = new CompletableFuture<>();
    private volatile boolean justPinged;
    private volatile boolean ended;

    /// What is written at once.
    private record Turn<P>(List<OutboundSseEvent> events, P place, boolean last) {}

    Follower(P start, EventStreams.Source<P> source, Duration ping, ScheduledExecutorService timer) {
        this.place = start;
        this.source = source;
        this.pingNanos = ping.toNanos();
        this.timer = timer;
    }

    Multi<OutboundSseEvent> events() {
        return Multi.createBy()
                .repeating()
                .uni(this::next)
                .whilst(done -> !done.last())
                .onItem()
                .transformToIterable(Turn::events);
    }

    /// Ends the stream; what is being written is written to its end.
    void end() {
        ended = true;
        turn.complete(new Turn<>(List.of(), place, true));
    }

    private Uni<Turn<P>> next() {
        long rest = pingAt - System.nanoTime();
        CompletableFuture<Turn<P>> answer = new CompletableFuture<>();
        turn = answer;
        if (ended) {
            end();
        } else if (rest <= 0 && !justPinged) {
            justPinged = true;
            answer.complete(new Turn<>(List.of(ping()), place, false));
        } else {
            justPinged = false;
            ask(answer, rest);
        }
        return Uni.createFrom().completionStage(answer).invoke(done -> place = done.place());
    }

    /// Whoever answers first, the source or the clock, the other is not heard. After the clock's answer of nothing the
    /// next turn is a ping, and then the source is asked again.
    private void ask(CompletableFuture<Turn<P>> answer, long nanos) {
        Turn<P> nothing = new Turn<>(List.of(), place, false);
        Future<?> clock = timer.schedule(() -> answer.complete(nothing), Math.max(1, nanos), TimeUnit.NANOSECONDS);
        Cancellable asked = source.after(place)
                .subscribe()
                .with(next -> answer.complete(turn(next)), answer::completeExceptionally);
        var unused = answer.whenComplete((done, failure) -> {
            clock.cancel(false);
            asked.cancel();
        });
    }

    private Turn<P> turn(EventStreams.Next<P> next) {
        List<OutboundSseEvent> events = new ArrayList<>(next.events().size());
        for (EventStreams.Event event : next.events()) {
            events.add(new OutboundSseEventImpl.BuilderImpl()
                    .id(event.id())
                    .name(event.name())
                    .data(event.data())
                    .build());
        }
        return new Turn<>(events, next.place(), next.last());
    }

    private OutboundSseEvent ping() {
        pingAt = System.nanoTime() + pingNanos;
        return new OutboundSseEventImpl.BuilderImpl().comment(" ping").build();
    }
}
