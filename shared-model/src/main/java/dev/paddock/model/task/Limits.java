package dev.paddock.model.task;

/// What one attempt may use.
///
/// @param timeoutSeconds from the runner's confirmation to its result
/// @param memoryMb of the container, swap included
/// @param cpus of the container, fractions allowed
/// @param pids processes and threads in the container
/// @param network always `none`
/// @param maxLogBytes of the task's log, in UTF-8; what is beyond is dropped behind a marker
public record Limits(int timeoutSeconds, int memoryMb, double cpus, int pids, String network, long maxLogBytes) {}
