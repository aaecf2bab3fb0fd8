package dev.paddock.controlplane.fleet;

/// Fired at every replica, within a second, when a runner began to drain: nothing waits for tasks on its behalf any
/// more.
public record RunnerDrained(String runnerId) {}
