package dev.paddock.runner.container;

import dev.paddock.model.run.FailureReason;
import java.time.Duration;
import java.util.Optional;

/// Where reviewers run. One instance serves all tasks of a runner, from any thread.
public interface ReviewContainers extends AutoCloseable {

    /// What runs the reviewers and with which limits, in one line for a task's log; with a warning where the sandbox
    /// is weaker than a container.
    String describe();

    /// Starts a reviewer. Its output reaches `output` line by line, each stream in order, until [Running#await]
    /// returns; `output` may block, which slows the reviewer down.
    Launch start(ReviewSpec spec, Output output) throws InterruptedException;

    /// Why no reviewer can be started now, in one sentence without its end; empty when nothing speaks against it.
    /// Asks whatever runs the reviewers, for a few seconds at most.
    Optional<String> trouble();

    /// Removes what earlier runners left behind on this machine past their deadline, and at once what an earlier
    /// process of this very runner did, where that can be told. To be called every now and then; never throws.
    void reap();

    @Override
    void close();

    /// Receives a reviewer's output.
    @FunctionalInterface
    interface Output {
        /// One line, without its end; a longer one than 16 KiB comes cut, with a marker.
        void line(Stream stream, String text);

        /// Where a line was written to.
        enum Stream {
            STDOUT,
            STDERR
        }
    }

    /// What became of a start.
    sealed interface Launch {}

    /// No reviewer runs, and nothing is left behind: why, in one sentence.
    record NotStarted(FailureReason reason, String message) implements Launch {}

    /// A reviewer that was started. Must be closed.
    interface Running extends AutoCloseable {
        /// Waits for the end and for the last line of output. The time limit of the spec is enforced in here.
        Exit await() throws InterruptedException;

        /// Asks the reviewer to stop, and kills it after `grace`; [Duration#ZERO] kills at once. Idempotent, returns
        /// at once, and does nothing after the end.
        void stop(Duration grace);

        /// Kills what still runs and removes every trace but the out folder. Idempotent.
        @Override
        void close();
    }

    /// The started reviewer.
    record Started(Running running) implements Launch {}

    /// How a reviewer ended.
    sealed interface Exit {
        /// By itself, or by a signal that nobody here sent (128 + n).
        record Exited(int code) implements Exit {}

        /// Killed for the memory limit.
        record OutOfMemory(int limitMb) implements Exit {}

        /// Killed at the time limit.
        record TimedOut(Duration limit) implements Exit {}

        /// Killed because its out folder grew past its budget; `budget` names it.
        record OverBudget(String budget) implements Exit {}

        /// Ended by [Running#stop].
        record Stopped() implements Exit {}

        /// The engine lost it or broke.
        record Broken(String message) implements Exit {}
    }
}
