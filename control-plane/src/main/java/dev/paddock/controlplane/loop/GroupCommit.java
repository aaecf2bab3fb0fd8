package dev.paddock.controlplane.loop;

import dev.paddock.controlplane.sql.Outages;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Joins requests that pile up into one transaction: while one commit is under way, the next requests gather. A
/// request that comes alone is committed at once, so nobody waits for company. After a commit that was shared the next
/// one is kept apart ([Gathering]).
///
/// The members of a commit that fails are run one by one, so that a bad one harms only itself; not so when the ledger
/// is away, which would be as true for each of them. When the ledger stood still until the commit was given up, those
/// who waited for the next one meanwhile are given up with it: nobody waits for longer than one commit may take.
///
/// @param <Q> a request
/// @param <A> its answer
public final class GroupCommit<Q, A> implements AutoCloseable {

    private record Asked<Q, A>(Q request, CompletableFuture<A> answer) {}

    /// An outage that took longer to be noticed was no broken connection: the ledger does not answer.
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final int most;
    private final Duration standstill;
    private final Gathering gathering;
    private final Function<List<Q>, List<A>> commit;
    private final BlockingQueue<Asked<Q, A>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final DistributionSummary sizes;
    private volatile boolean stopped;

    private GroupCommit(
            String name, int most, Gathering gathering, Duration standstill, Function<List<Q>, List<A>> commit) {
        this.most = most;
        this.standstill = standstill;
        this.gathering = gathering;
        this.commit = commit;
        this.thread = Thread.ofPlatform().daemon().name("commit-" + name).unstarted(this::work);
        this.sizes = DistributionSummary.builder("paddock.commit.size")
                .description("Requests that shared a transaction, by what they ask for")
                .baseUnit("requests")
                .tag("name", name)
                .register(Metrics.globalRegistry);
    }

    /// Starts to take requests.
    ///
    /// @param most requests in one commit
    /// @param commit one transaction: gets requests in the order they came, returns their answers in the same order
    public static <Q, A> GroupCommit<Q, A> start(String name, int most, Function<List<Q>, List<A>> commit) {
        return start(name, most, Duration.ZERO, commit);
    }

    /// As [#start(String, int, Function)], with at most one commit in each `pace`.
    public static <Q, A> GroupCommit<Q, A> start(
            String name, int most, Duration pace, Function<List<Q>, List<A>> commit) {
        return start(name, most, new Gathering(pace, Gathering.APART), commit);
    }

    /// As [#start(String, int, Function)], for what only reads: the next look follows the last at once, since without a
    /// commit there is little to save by waiting for company.
    public static <Q, A> GroupCommit<Q, A> reads(String name, int most, Function<List<Q>, List<A>> read) {
        return start(name, most, new Gathering(Duration.ZERO, Duration.ZERO), read);
    }

    private static <Q, A> GroupCommit<Q, A> start(
            String name, int most, Gathering gathering, Function<List<Q>, List<A>> commit) {
        return start(name, most, gathering, STANDSTILL, commit);
    }

    /// @param standstill an outage that takes as long to be noticed is one for all who wait meanwhile
    static <Q, A> GroupCommit<Q, A> start(
            String name, int most, Gathering gathering, Duration standstill, Function<List<Q>, List<A>> commit) {
        GroupCommit<Q, A> group = new GroupCommit<>(name, most, gathering, standstill, commit);
        group.thread.start();
        return group;
    }

    /// Asks and waits for the answer, on a virtual thread. Throws what the commit threw.
    public A ask(Q request) {
        try {
            return offer(request).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /// Asks; the answer, or what the commit threw, comes later.
    public CompletableFuture<A> offer(Q request) {
        Asked<Q, A> asked = new Asked<>(request, new CompletableFuture<>());
        queue.add(asked);
        if (stopped) {
            refuseAll();
        }
        return asked.answer();
    }

    private void work() {
        List<Asked<Q, A>> group = new ArrayList<>();
        try {
            while (!stopped) {
                gathering.rest();
                group.add(queue.take());
                queue.drainTo(group, most - 1);
                sizes.record(group.size());
                gathering.begin();
                Throwable stood = commit(group);
                if (stood != null) {
                    failWaiting(stood);
                }
                gathering.served(group.size());
                group.clear();
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            Thread.currentThread().interrupt();
        } finally {
            stopped = true;
            group.forEach(GroupCommit::refuse);
            refuseAll();
        }
    }

    /// Returns the failure when the ledger stood still, which is one for all who wait; else null.
    private @Nullable Throwable commit(List<Asked<Q, A>> group) {
        long begun = System.nanoTime();
        try {
            List<A> answers = commit.apply(group.stream().map(Asked::request).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer().complete(answers.get(i));
            }
            return null;
        } catch (RuntimeException | Error e) {
            boolean outage = Outages.isOutage(e);
            if (group.size() > 1 && !outage && !(e instanceof Error)) {
                return oneByOne(group);
            }
            fail(group, e);
            return outage && System.nanoTime() - begun >= standstill.toNanos() ? e : null;
        }
    }

    private @Nullable Throwable oneByOne(List<Asked<Q, A>> group) {
        Throwable stood = null;
        for (Asked<Q, A> asked : group) {
            if (stood == null) {
                stood = commit(List.of(asked));
            } else {
                fail(List.of(asked), stood);
            }
        }
        return stood;
    }

    private static void fail(List<? extends Asked<?, ?>> group, Throwable failure) {
        group.forEach(asked -> asked.answer().completeExceptionally(failure));
    }

    private void failWaiting(Throwable failure) {
        List<Asked<Q, A>> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        fail(waiting, failure);
    }

    private void refuseAll() {
        for (Asked<Q, A> asked = queue.poll(); asked != null; asked = queue.poll()) {
            refuse(asked);
        }
    }

    private static void refuse(Asked<?, ?> asked) {
        asked.answer().completeExceptionally(new IllegalStateException("the server is stopping"));
    }

    /// Ends it once the commit in work is over, 5 s at most; what was not begun fails.
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
