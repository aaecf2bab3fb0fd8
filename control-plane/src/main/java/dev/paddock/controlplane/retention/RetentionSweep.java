package dev.paddock.controlplane.retention;

import dev.paddock.controlplane.retention.Expired.Item;
import dev.paddock.controlplane.retention.Turn.Done;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.sql.Outages;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// One sweep: all that is older than the settings allow, in short transactions, oldest first. What
/// cannot be deleted, or not in the time that a statement may take, is left out and counted.
@Singleton
class RetentionSweep {

    private static final Logger LOG = Logger.getLogger(RetentionSweep.class);

    private final RetentionStore store;
    private final InTransaction transaction;
    private final List<Expired> kinds;

    @Inject
    RetentionSweep(RetentionStore store, InTransaction transaction, ExpiredBuilds builds, ExpiredRuns runs) {
        this(store, transaction, List.of(builds, runs));
    }

    RetentionSweep(RetentionStore store, InTransaction transaction, List<Expired> kinds) {
        this.store = store;
        this.transaction = transaction;
        this.kinds = kinds;
    }

    /// Sweeps to the end; empty when the turn was lost, and another replica has to say how it went. Throws what makes
    /// it impossible to go on.
    Optional<Done> sweep(Turn turn) throws InterruptedException {
        Done all = Done.NOTHING;
        for (Expired kind : kinds) {
            Pace pace = new Pace();
            List<Item> items = kind.next(turn.expired(), Item.FIRST, pace.size());
            while (!items.isEmpty()) {
                long begun = System.nanoTime();
                Optional<Done> done = batch(turn, kind, items, pace);
                if (done.isEmpty()) {
                    return Optional.empty();
                }
                all = all.plus(done.get());
                pace.took(Duration.ofNanos(System.nanoTime() - begun));
                items = kind.next(turn.expired(), items.getLast(), pace.size());
            }
        }
        return Optional.of(all);
    }

    private Optional<Done> batch(Turn turn, Expired kind, List<Item> items, Pace pace) throws InterruptedException {
        try {
            return together(turn, kind, items);
        } catch (RuntimeException e) {
            throwIfOutage(e);
            LOG.debugf(e, "%d %s are deleted one by one", items.size(), kind.what());
            pace.stumbled();
            return oneByOne(turn, kind, items);
        }
    }

    private Optional<Done> oneByOne(Turn turn, Expired kind, List<Item> items) throws InterruptedException {
        Done all = Done.NOTHING;
        for (Item item : items) {
            Optional<Done> done = alone(turn, kind, item);
            if (done.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(done.get());
        }
        return Optional.of(all);
    }

    private Optional<Done> alone(Turn turn, Expired kind, Item item) throws InterruptedException {
        try {
            return together(turn, kind, List.of(item));
        } catch (RuntimeException e) {
            throwIfOutage(e);
            LOG.warnf("of the %s, %s could not be deleted and is left out: %s", kind.what(), item.name(), e);
            LOG.debug("the failure", e);
            return noted(turn, new Done(0, 0, 1, 0));
        }
    }

    /// What is too much at once, or too slow, holds up nothing else.
    private static void throwIfOutage(RuntimeException e) {
        if (Outages.isOutage(e) && !Outages.isBrokenOff(e)) {
            throw e;
        }
    }

    /// In one transaction with the turn, so that nobody deletes who has lost it.
    private Optional<Done> together(Turn turn, Expired kind, List<Item> items) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return transaction.get(() -> {
            if (!store.renew(turn)) {
                return Optional.<Done>empty();
            }
            Done done = turn.dryRun() ? wouldDelete(kind, items) : kind.delete(items);
            store.add(turn, done);
            return Optional.of(done);
        });
    }

    private Optional<Done> noted(Turn turn, Done done) {
        return transaction.get(() -> {
            if (!store.renew(turn)) {
                return Optional.<Done>empty();
            }
            store.add(turn, done);
            return Optional.of(done);
        });
    }

    private static Done wouldDelete(Expired kind, List<Item> items) {
        LOG.infof(
                "dry run: of the %s these would be deleted: %s",
                kind.what(), items.stream().map(Item::name).collect(Collectors.joining(", ")));
        return kind.measure(items);
    }
}
