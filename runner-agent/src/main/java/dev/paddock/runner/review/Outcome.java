package dev.paddock.runner.review;

import dev.paddock.model.task.TaskResult;

/// How the work on a task ended for this runner.
public sealed interface Outcome {

    /// The control plane has the result.
    record Delivered(TaskResult result) implements Outcome {}

    /// The task was handed back for another runner.
    record Returned() implements Outcome {}

    /// Nothing more is said of the task: why, in one sentence.
    record Dropped(String why) implements Outcome {}
}
