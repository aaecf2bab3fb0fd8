package dev.paddock.controlplane.claim;

import dev.paddock.model.task.RunnerTask;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One poll that waits for tasks: `WAITING → RESERVED → DONE`.
///
/// Only a reserved waiter enters a claim, so that a poll which ends at the same moment cannot lose what was claimed
/// for it.
final class Waiter {

    /// What a poll asks for.
    ///
    /// @param keyId whose runner it must be
    /// @param session the runner's process; null = whichever registered last
    /// @param limit tasks, at most
    /// @param once the ledger is asked once, and the poll answered with what there is
    record Poll(String runner, String keyId, @Nullable String session, int limit, boolean once) {}

    /// A runner that may have tasks, as it was registered when its poll came.
    record Admitted(String session, Set<String> tags) {}

    private enum State {
        WAITING,
        RESERVED,
        DONE
    }

    /// The one that came first comes first.
    static final Comparator<Waiter> BY_ARRIVAL = Comparator.comparingLong(waiter -> waiter.number);

    private static final AtomicLong ARRIVALS = new AtomicLong();

    private final long number = ARRIVALS.getAndIncrement();
    private final Poll poll;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<List<RunnerTask>> answer = new CompletableFuture<>();
    private volatile @Nullable Admitted admitted;

    Waiter(Poll poll) {
        this.poll = poll;
    }

    Poll poll() {
        return poll;
    }

    String runner() {
        return poll.runner();
    }

    /// Null until the claim loop has seen to whom this poll belongs.
    @Nullable
    Admitted admitted() {
        return admitted;
    }

    void admit(Admitted runner) {
        admitted = runner;
    }

    CompletableFuture<List<RunnerTask>> answer() {
        return answer;
    }

    /// True when the claim loop may claim for this waiter now.
    boolean reserve() {
        return state.compareAndSet(State.WAITING, State.RESERVED);
    }

    /// Nothing was claimed: it waits on.
    void release() {
        state.compareAndSet(State.RESERVED, State.WAITING);
    }

    /// Answers a reserved waiter with what was claimed for it.
    void give(List<RunnerTask> tasks) {
        if (state.compareAndSet(State.RESERVED, State.DONE)) {
            answer.complete(tasks);
        }
    }

    /// Ends the wait with nothing. False while it is reserved: the claim decides, and this must be tried again.
    boolean end() {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            answer.complete(List.of());
        }
        return state.get() == State.DONE;
    }

    /// Ends the wait with a problem. Does nothing to one that has ended or is reserved.
    void refuse(RuntimeException problem) {
        if (state.compareAndSet(State.WAITING, State.DONE)) {
            answer.completeExceptionally(problem);
        }
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }
}
