package dev.paddock.controlplane.command;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.fleet.RunnerDrained;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Compares what the ledger says with what runners were told, and tells them the difference. The state is compared,
/// not changes, so nothing that was missed stays missed.
@Singleton
class TellRunners {

    // A cancellation is seen some time after it was stamped; no transaction lasts this long.
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final CommandStreams streams;
    private final CommandStore store;
    private final CommandConfig config;
    private final FleetConfig fleet;
    private final Event<RunnerDrained> drained;
    private Set<String> draining = Set.of();
    private long lookedAt = System.nanoTime();

    TellRunners(
            CommandStreams streams,
            CommandStore store,
            CommandConfig config,
            FleetConfig fleet,
            Event<RunnerDrained> drained) {
        this.streams = streams;
        this.store = store;
        this.config = config;
        this.fleet = fleet;
        this.drained = drained;
    }

    /// Looks once. Called by one thread at a time.
    boolean turn() {
        Collection<CommandStream> open = streams.open();
        // First, since the ledger may be away.
        open.forEach(stream -> stream.ping(config.ping()));
        long now = System.nanoTime();
        CommandStore.Orders orders =
                store.orders(open.stream().map(CommandStream::runner).toList(), back(open, now));
        lookedAt = now;
        open.forEach(stream -> tell(stream, orders));
        orders.draining().stream()
                .filter(runner -> !draining.contains(runner))
                .forEach(runner -> drained.fire(new RunnerDrained(runner)));
        draining = orders.draining();
        if (!draining.isEmpty()) {
            store.empty().forEach(store::drained);
        }
        return false;
    }

    /// A runner that has just come may still work on whatever was cancelled within a lease.
    private Duration back(Collection<CommandStream> open, long now) {
        Duration since = MARGIN.plusNanos(now - lookedAt);
        boolean fresh = open.stream().anyMatch(CommandStream::isFresh);
        return fresh && fleet.lease().compareTo(since) > 0 ? fleet.lease() : since;
    }

    private void tell(CommandStream stream, CommandStore.Orders orders) {
        UUID newest = orders.newest().get(stream.runner());
        if (newest != null && !newest.equals(stream.id())) {
            streams.end(stream);
            return;
        }
        stream.drain(orders.draining().contains(stream.runner()));
        stream.cancel(
                orders.cancelled().getOrDefault(stream.runner(), List.of()),
                fleet.lease().plus(MARGIN).multipliedBy(2));
    }
}
