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

/// Joins requests that pile up into one transaction: while one commit is under way, the next requests gather. A
/// request that comes alone is committed at once, so nobody waits for company. After a commit that was shared the next
/// one is kept apart ([Gathering]).
///
/// The members of a commit that fails are run one by one, so that a bad one harms only itself; not so when the ledger
/// is away, which would be as true for each of them.
///
/// @param <Q> a request
/// @param <A> its answer
public final class GroupCommit<Q, A> implements AutoCloseable {

    private record Asked<Q, A>(Q request, CompletableFuture<A> answer) {}

    private final int most;
    private final Gathering gathering;
    private final Function<List<Q>, List<A>> commit;
    private final BlockingQueue<Asked<Q, A>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final DistributionSummary sizes;
    private volatile boolean stopped;

    private GroupCommit(String name, int most, Duration pace, Function<List<Q>, List<A>> commit) {
        this.most = most;
        this.gathering = new Gathering(pace, Gathering.APART);
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
        GroupCommit<Q, A> group = new GroupCommit<>(name, most, pace, commit);
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
                commit(group);
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

    private void commit(List<Asked<Q, A>> group) {
        try {
            List<A> answers = commit.apply(group.stream().map(Asked::request).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer().complete(answers.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (group.size() == 1 || e instanceof Error || Outages.isOutage(e)) {
                group.forEach(asked -> asked.answer().completeExceptionally(e));
            } else {
                group.forEach(asked -> commit(List.of(asked)));
            }
        }
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
