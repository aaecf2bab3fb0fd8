package dev.paddock.controlplane.dispatch;

import dev.paddock.model.task.RunnerTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// One long poll that waits for tasks: `WAITING → RESERVED → DONE`.
///
/// Only a reserved waiter enters a claim, so that a poll which ends at the same moment cannot lose what was claimed
/// for it.
final class Waiter {

    private enum State {
        WAITING,
        RESERVED,
        DONE
    }

    private final String runner;
    private final String session;
    private final int limit;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<List<RunnerTask>> answer = new CompletableFuture<>();

    Waiter(String runner, String session, int limit) {
        this.runner = runner;
        this.session = session;
        this.limit = limit;
    }

    String runner() {
        return runner;
    }

    String session() {
        return session;
    }

    int limit() {
        return limit;
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

    boolean isDone() {
        return state.get() == State.DONE;
    }
}
