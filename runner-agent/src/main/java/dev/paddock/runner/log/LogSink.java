package dev.paddock.runner.log;

import dev.paddock.model.log.LogBatch;

/// Where a task's log goes.
@FunctionalInterface
public interface LogSink {

    /// Sends one batch, once.
    Delivery send(LogBatch batch) throws InterruptedException;

    /// What became of a batch.
    sealed interface Delivery {}

    /// It is stored. With `truncated` the server takes no more lines of this task.
    record Stored(boolean truncated) implements Delivery {}

    /// The server has no line `expectedSeq`.
    record Gap(long expectedSeq) implements Delivery {}

    /// Nobody knows whether it arrived.
    record Away() implements Delivery {}

    /// The server will never take this batch; another may pass.
    record Rejected(String why) implements Delivery {}

    /// The task is no longer ours.
    record Lost() implements Delivery {}
}
