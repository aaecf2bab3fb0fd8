package dev.paddock.runner.review;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a task is told to stop, from any thread. The task's thread says how each of its steps is stopped; a step that
/// begins after the order is not begun.
public final class Cancellation {

    private @Nullable Cause cause;
    private @Nullable Consumer<Cause> reaction;

    /// Why a task stops; a later one takes over from those above it.
    public enum Cause {
        /// Its time limit was reached.
        TIMED_OUT(Duration.ZERO),
        /// Its run was cancelled.
        CANCELLED(Duration.ofSeconds(10)),
        /// This runner ends.
        SHUTDOWN(Duration.ZERO),
        /// The control plane was not heard of for so long that the lease is nearly over.
        FENCED(Duration.ZERO),
        /// The control plane says that this runner does not hold it any more.
        LOST(Duration.ZERO);

        private final Duration grace;

        Cause(Duration grace) {
            this.grace = grace;
        }

        /// How long a reviewer may take to stop by itself.
        public Duration grace() {
            return grace;
        }
    }

    /// A part of the story that takes its time.
    @FunctionalInterface
    interface Step<T> {
        T run() throws InterruptedException;
    }

    /// Ends the story of a task that was told to stop.
    static final class Stopped extends Exception {

        private static final long serialVersionUID = 1;

        private final Cause cause;

        Stopped(Cause cause) {
            super("told to stop: " + cause);
            this.cause = cause;
        }

        Cause why() {
            return cause;
        }
    }

    /// Gives the order. Returns at once; a second order counts only if its cause takes over.
    public synchronized void order(Cause ordered) {
        if (cause == null || ordered.compareTo(cause) > 0) {
            cause = ordered;
            if (reaction != null) {
                reaction.accept(ordered);
            }
        }
    }

    /// The order, if there is one.
    synchronized Optional<Cause> ordered() {
        return Optional.ofNullable(cause);
    }

    /// Goes on only without an order.
    synchronized void check() throws Stopped {
        if (cause != null) {
            throw new Stopped(cause);
        }
    }

    /// Runs a step that an interrupt ends, unless there is an order already.
    <T> T interruptibly(Step<T> step) throws Stopped, InterruptedException {
        Thread thread = Thread.currentThread();
        return step(step, ordered -> thread.interrupt());
    }

    /// Runs a step that `onOrder` ends, unless there is an order already. What the step returns is returned in any
    /// case,
    /// since it may have to be closed; when it throws after an order, [Stopped] is thrown instead.
    <T> T step(Step<T> step, Consumer<Cause> onOrder) throws Stopped, InterruptedException {
        synchronized (this) {
            check();
            reaction = onOrder;
        }
        return finish(step);
    }

    /// As `step`, but an earlier order does not keep it from running: `onOrder` gets to know of it.
    <T> T lastStep(Step<T> step, Consumer<Cause> onOrder) throws Stopped, InterruptedException {
        synchronized (this) {
            reaction = onOrder;
            if (cause != null) {
                onOrder.accept(cause);
            }
        }
        return finish(step);
    }

    private <T> T finish(Step<T> step) throws Stopped, InterruptedException {
        try {
            return step.run();
        } catch (InterruptedException | RuntimeException e) {
            check();
            throw e;
        } finally {
            leave();
        }
    }

    /// From here on no reaction comes, and an interrupt that came too late is gone.
    private synchronized void leave() {
        reaction = null;
        if (cause != null) {
            Thread.interrupted();
        }
    }
}
